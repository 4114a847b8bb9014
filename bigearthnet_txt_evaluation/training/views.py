"""Views: the bands of a patch -> its pictures as a model sees them.

shown({"B04": ..., "B03": ..., "B02": ...}, "true_color", 448) is the picture that a run shows too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

from bigearthnet_txt import composite, composite_bands, decode_bands
from bigearthnet_txt_evaluation.training.errors import ExportError

Row = Mapping[str, Any]


def shown(row: Row, view: str, side: int) -> Image.Image:
    """A view of the patch of a row, whose bands are arrays or bytes, with this side in pixels.

    Raises ExportError if a band is missing, or holds NaN.
    """
    rasters = _rasters(row, view)
    for name, raster in rasters.items():
        if raster.dtype.kind == "f" and (count := int(np.isnan(raster).sum())):
            raise ExportError(
                f"{_name(row)}: {name} holds NaN in {count:,} pixels, so the view {view} cannot be "
                "shown; see: python -m builder verify"
            )
    return composite(rasters, view).resize((side, side), Image.Resampling.BICUBIC)


def _rasters(row: Row, view: str) -> dict[str, np.ndarray]:
    """The bands of a view as arrays."""
    bands: dict[str, Any] = {name: row.get(name) for name in composite_bands(view)}
    missing = [name for name, value in bands.items() if value is None]
    if missing:
        raise ExportError(
            f"{_name(row)}: no pixels of {', '.join(missing)} for the view {view}; load the rows "
            'with bands=["s2", "s1"] from a release that has pixels'
        )
    if all(isinstance(value, np.ndarray) for value in bands.values()):
        return bands
    return decode_bands(bands)


def _name(row: Row) -> str:
    """How a message names a row."""
    return f"ID {row['ID']}" if "ID" in row else str(row.get("patch_id", "row"))
