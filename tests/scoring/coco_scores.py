"""ROUGE-L and CIDEr-D of captions by pycocoevalcap, in an environment of its own.

    python coco_scores.py captions.json      (two lists: captions, references)

prints two lists of scores, one a caption.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pycocoevalcap.cider.cider import Cider
from pycocoevalcap.rouge.rouge import Rouge

said, meant = json.loads(Path(sys.argv[1]).read_text("utf-8"))
truth, given = ({k: [text] for k, text in enumerate(texts)} for texts in (meant, said))
scores = [measure.compute_score(truth, given)[1].tolist() for measure in (Rouge(), Cider())]
print(json.dumps(scores))
