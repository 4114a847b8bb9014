"""Short captions of classes with long names still have the words of their grain."""

from __future__ import annotations

import numpy as np

from builder.annotate import TOPICS
from builder.balance import NEUTRAL
from builder.chance import rng_for
from builder.landcover import analyse
from builder.records import Facts
from tests.tasks.examples import RECORD


def test_two_long_names_and_a_setting_fit_into_thirty_words() -> None:
    """Two classes whose names have 20 words together, and a third one beside them.

    Hardly one wording in ten has room for both, so a caption takes as many draws as it needs.
    """
    codes = np.full((120, 120), 243, np.uint16)
    codes[76:] = 321
    codes[:8] = 242
    facts = Facts(RECORD, analyse(codes))
    topic = TOPICS["captioning/None"]
    for seed in range(40):
        rows = topic.write(facts, rng_for(seed, "patch", topic.name), NEUTRAL)
        (short,) = [row for row in rows if row.template.startswith("None/captioning/short")]
        assert 15 <= len(short.output.split()) <= 30, short.output
