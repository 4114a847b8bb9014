"""Packs: which rows of a patch may stand in one conversation.

Row -> None, or the Verdict on a row that stands in another pack than SPEC.md gives it. Example: a
question for the number of regions of pastures says that there are pastures, so it must not stand
beside "Are there any pastures in the image?".
"""

from __future__ import annotations

from bigearthnet_txt_solver.published_audit import TEMPLATE
from bigearthnet_txt_solver.verdicts import Row, Verdict

# As the table in SPEC.md has them: the tasks of one pack after the other.
_PACKS = (
    "binary presence, mcq country, mcq season, mcq climate zone",
    "mcq presence, bounding box point",
    "mcq adjacency, mcq relative pos",
    "binary adjacency",
    "binary area",
    "mcq area, bounding box reference",
    "mcq count",
    "binary count",
)
PACK_OF = {task: number for number, tasks in enumerate(_PACKS) for task in tasks.split(", ")}


def pack_fault(row: Row) -> Verdict | None:
    """None if the row has the pack of its task, or no column `pack`; published rows have none."""
    own = (
        None if row.get("template") == TEMPLATE else PACK_OF.get(f"{row['type']} {row['category']}")
    )
    if "pack" not in row or row["pack"] == own:
        return None
    return Verdict("disagrees", str(own), str(row["pack"]), "pack")
