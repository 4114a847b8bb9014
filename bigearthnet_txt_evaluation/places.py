"""The place of a patch, by the name of the patch: all its dates share it."""

from __future__ import annotations


def place_of(patch_id: str) -> str:
    """Tile and grid position: "33UUP_26_57"."""
    return "_".join(patch_id.rsplit("_", 3)[1:])
