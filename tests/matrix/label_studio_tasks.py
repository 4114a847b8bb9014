"""What the SDK of Label Studio says of exported tasks: JSON of file -> [tasks, faults].

python tests/matrix/label_studio_tasks.py FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from label_studio_sdk.label_interface import LabelInterface


def judged(path: Path) -> tuple[int, list[str]]:
    """How many tasks a file holds, and what is wrong with their pre-annotations."""
    interface = LabelInterface(path.with_suffix(".xml").read_text("utf-8"))
    interface.validate()
    tasks: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    made = [one for task in tasks for one in task["predictions"]]
    return len(made), [
        fault for one in made for fault in interface.validate_prediction(one, return_errors=True)
    ]


if __name__ == "__main__":
    print(json.dumps({path.stem: judged(path) for path in Path(sys.argv[1]).glob("*.json")}))
