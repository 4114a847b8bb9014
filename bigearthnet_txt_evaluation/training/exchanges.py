"""Exchanges: the text rows of a shard as a trainer takes them. Release + Form -> Exchange.

Exchange(row, "The 2 images show ...", "yes", {"true_color": b"JPEG ...", "sar": b"JPEG ..."}): the
rows of a patch stand behind one another and share its pictures, which are drawn once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from bigearthnet_txt import SYMMETRIES, Untransformable, composite_bands, transform
from bigearthnet_txt_evaluation.adapters.items import jpeg
from bigearthnet_txt_evaluation.training.errors import ExportError
from bigearthnet_txt_evaluation.training.messages import Form
from bigearthnet_txt_evaluation.training.views import shown
from bigearthnet_txt_reader.benchmark import SENSED
from bigearthnet_txt_reader.release import Beside, Release, Row, Shard
from bigearthnet_txt_reader.sensed import QUANTITIES

_TEXTS = (
    *("ID", "patch_id", "patch_row", "input", "output", "type", "category", "classes"),
    *("template", "box", "box_pixels", "point"),
)
_DECIDING = tuple(dict.fromkeys(one.view for one in QUANTITIES.values()))  # of config sensor
_SEED = 0  # of the draw of symmetries


class Exchange(NamedTuple):
    """A row, what is asked and should be answered, and view -> JPEG in the order of the prompt."""

    row: Row
    prompt: str
    answer: str
    pictures: Mapping[str, bytes]


def exchanges(
    release: Release, shard: Shard, configs: Sequence[str], form: Form
) -> Iterator[Exchange]:
    """The rows of these configs in a shard, patch by patch.

    With symmetries each patch is turned with all its texts; one with a text that cannot be turned
    stays as it is. Raises ExportError if a row has no patch, or one of another name, or a patch no
    pixels.
    """
    views = (*form.images, *(_DECIDING if SENSED in configs else ()))
    bands = dict.fromkeys(band for view in views for band in composite_bands(view))
    beside = release.side_by_side(shard, _TEXTS, ["patch_id", *bands], configs=configs)
    for _, mine in groupby(beside, lambda one: one.text["patch_row"]):
        found = [*mine]
        given = (_patch(found, release), [one.text for one in found])
        patch, rows = turned_patch(*given) if form.symmetries else given
        drawn: dict[str, bytes] = {}
        for row in rows:
            pictures = _pictures(patch, form.views(row), form.size, drawn)
            yield Exchange(row, form.prompt(row), form.answer(row), pictures)


def _pictures(
    patch: Row, views: Sequence[str], size: int, drawn: dict[str, bytes]
) -> dict[str, bytes]:
    """These views of a patch; those that are not drawn yet are put with the others."""
    for view in views:
        if view not in drawn:
            drawn[view] = jpeg(shown(patch, view, size))
    return {view: drawn[view] for view in views}


def _patch(found: Sequence[Beside], release: Release) -> Row:
    """The name and the bands of the patch of these rows."""
    for one in found:
        name, there = one.text["patch_id"], one.patch
        if there is None:
            raise ExportError(
                f"{release.where}: patches has no row of {name}, which {one.config} asks about; "
                "is the release whole? see: bigearthnet-txt info"
            )
        if there["patch_id"] != name:
            raise ExportError(
                f"{release.where}: row {one.text['patch_row']} of patches is {there['patch_id']}, "
                f"but {one.config} says {name}; are both of one release? see: bigearthnet-txt info"
            )
    patch: Row = found[0].patch or {}
    return patch


def turned_patch(patch: Row, rows: Sequence[Row]) -> tuple[Row, Sequence[Row]]:
    """A patch and its texts, all turned by the symmetry that is drawn for the patch."""
    generator = np.random.default_rng([_SEED, *patch["patch_id"].encode()])
    name = SYMMETRIES[generator.integers(len(SYMMETRIES))]
    try:
        return transform(patch, name), [transform(row, name) for row in rows]
    except Untransformable:
        return patch, rows
