"""Where the patches of a release come from: invented, a part of BigEarthNet v2.0, or all of it.

manifest.json {"synthetic": false, "share": 0.05, ...} -> Origin.warning "A part: 5 % of ..."
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

PATCHES = 480_038  # rows of the released metadata.parquet, Zenodo 10891137
_WHOLE = 0.999  # the share from which on nothing is said: single patches may be damaged


@dataclass(frozen=True, slots=True)
class Origin:
    """Is the archive synthetic, and which share of the released metadata did the build read?

    `share` is the number of patches read without damage, by that of the released metadata: 1.0 for
    all of BigEarthNet v2.0, 0.0 for a synthetic archive.
    """

    synthetic: bool
    share: float

    @classmethod
    def stated(cls, manifest: Mapping[str, Any]) -> Origin | None:
        """What a manifest says; None for one that was written before it said so."""
        if "synthetic" not in manifest:
            return None
        return cls(manifest["synthetic"] is True, float(manifest["share"]))

    def entries(self) -> dict[str, Any]:
        """Its entries in a manifest."""
        return asdict(self)

    @property
    def title(self) -> str:
        """What stands behind the name of the release: ", synthetic"; empty for all patches."""
        if self.synthetic:
            return ", synthetic"
        return "" if self.share >= _WHOLE else f", a part ({percent(self.share)})"

    @property
    def warning(self) -> str | None:
        """What a reader has to know first; None for a release of all patches."""
        if self.synthetic:
            return (
                "Synthetic: land, pixels and texts are invented to test software. "
                "Nothing here was seen by a satellite."
            )
        if self.share >= _WHOLE:
            return None
        return (
            f"A part: {percent(self.share)} of the {PATCHES:,} patches of BigEarthNet v2.0. "
            "Scores on it are not those of the whole."
        )


_BAND = "display: block; margin: 0 0 12px; padding: 8px 12px; border-radius: 6px; font-weight: 600"


def band(warning: str | None) -> str:
    """The warning as an HTML element across a page; empty without one."""
    return f'<mark style="{_BAND}">{escape(warning)}</mark>\n' if warning else ""


def percent(share: float) -> str:
    """0.05 -> "5.0 %", 0.000012 -> "0.0012 %": two digits that count."""
    return f"{100 * share:#.2g}".removesuffix(".") + " %"
