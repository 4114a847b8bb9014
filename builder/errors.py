"""What can go wrong: bad data (exit code 1), a wrong call (exit code 2), a patch left out.

Example: "B02.tif: bands 3, expected 1; take the patch from the archive again".
"""

from __future__ import annotations

from collections.abc import Sequence


class DataError(Exception):
    """The input or a release is wrong.

    The message says what, where, the value found and the way out.
    """


class UsageError(Exception):
    """The command was called in a way it cannot follow."""


class Rejected(Exception):
    """One patch cannot be used; the build goes on and lists it in `rejected.parquet`.

    `stage` names what was read (metadata, reference map, Sentinel-2, Sentinel-1, benchmark),
    `reason` is a full message. `damage` is false if the patch is sound but not wanted (map with
    code 999); only damage counts against `--max-rejected`.
    """

    def __init__(self, patch_id: str, stage: str, reason: str, *, damage: bool = True) -> None:
        super().__init__(patch_id, stage, reason, damage)
        self.patch_id, self.stage, self.reason, self.damage = patch_id, stage, reason, damage

    def __str__(self) -> str:
        return f"{self.patch_id}: {self.stage}: {self.reason}"


_SHOWN = 10  # of many faults


def listed(faults: Sequence[Rejected]) -> str:
    """Ten of some faults, one a line, and how many more there are.

    The first of every stage comes first, so that no stage is hidden behind the others.
    """
    first = {fault.stage: fault for fault in reversed(faults)}
    ordered = sorted(faults, key=lambda fault: first[fault.stage] is not fault)
    more = [f"  ... and {len(faults) - _SHOWN:,} more"] if len(faults) > _SHOWN else []
    return "\n".join([*(f"  {fault}" for fault in ordered[:_SHOWN]), *more])
