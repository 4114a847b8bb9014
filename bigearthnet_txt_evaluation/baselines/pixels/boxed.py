"""Boxed: what bands show of the boxes that a question on radar or infrared names. Row -> Boxed.

    release -> Boxed (one a question) -> matrix of features of a reader of some bands

Example: "Which box has the highest mean of VV radar backscatter?" has four boxes, each with its
corners and quantiles of twelve bands; a reader of visible bands sees three of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from bigearthnet_txt import (
    BANDS,
    LETTERS,
    PATCH_SIZE,
    S1_BANDS,
    S2_BANDS,
    decode_bands,
)
from bigearthnet_txt_evaluation.baselines.questions import SENSED
from bigearthnet_txt_evaluation.places import place_of
from bigearthnet_txt_reader.release import Release, ReleaseError, Shard
from bigearthnet_txt_reader.sensed import quantities_of, regions_of

OPTICAL = tuple(name for name in S2_BANDS if name not in ("B01", "B09"))
SEEN = (*OPTICAL, *S1_BANDS)  # the bands that are looked at
_TEXT = ("ID", "type", "category", "input", "output", "options", "quantity", "box_pixels")
_LEVEL = re.compile(r"(-?\d+) dB")
_QUANTILES = np.array((0.05, 0.25, 0.5, 0.75, 0.95))  # but for the median not the draw's
MEDIAN = 2  # the place of the median among them
_WHOLE = (0, 0, PATCH_SIZE, PATCH_SIZE)  # the box of the patch
_NAMES = ("VV", "VH", "VH-VV", "NDBI")

Box = tuple[int, int, int, int]
Row = Mapping[str, Any]


class Boxed(NamedTuple):
    """A question.

    `kind`: what models of its own learn; `answers`: what may be answered; `label`: the place of the
    right one; `said`: numbers of the question; `named`: numbers of each option (options, numbers);
    `levels`: dB of the options, 0 where they are boxes; `shown`: (bands, boxes, quantiles), the
    last box is the whole patch.
    """

    row: int
    task: str
    kind: str
    patch: str
    place: str
    answers: tuple[str, ...]
    label: int
    said: list[float]
    named: np.ndarray
    levels: np.ndarray
    shown: np.ndarray

    @property
    def chooses(self) -> bool:
        """Whether one of the boxes or levels is right; otherwise yes or no is."""
        return self.kind not in ("sign", "agreement")


class _Shown:
    """Quantiles of all bands of a patch, box by box; each is looked at once."""

    def __init__(self, bands: Mapping[str, np.ndarray]) -> None:
        self._stacks = [_stack(bands, names) for names in _alike()]
        self._known: dict[Box, np.ndarray] = {}

    def of(self, boxes: Sequence[Box]) -> np.ndarray:
        """(bands, boxes, quantiles), float32."""
        return np.stack([self._box(box) for box in boxes], 1)

    def _box(self, box: Box) -> np.ndarray:
        if box not in self._known:
            found = np.concatenate([_quantiles(stack, box) for stack in self._stacks])
            self._known[box] = found[_ORDER]
        return self._known[box]


def _stack(bands: Mapping[str, np.ndarray], names: Sequence[str]) -> np.ndarray:
    return np.stack([bands[name] for name in names])


def _alike() -> list[list[str]]:
    """The bands by their size."""
    found: dict[int, list[str]] = {}
    for name in SEEN:
        found.setdefault(BANDS[name].size, []).append(name)
    return list(found.values())


_ORDER = np.argsort([SEEN.index(name) for name in chain.from_iterable(_alike())])


def _quantiles(stack: np.ndarray, box: Box) -> np.ndarray:
    """Quantiles of bands of one size in a box: (bands, quantiles)."""
    x0, y0, x1, y1 = (edge * stack.shape[1] // PATCH_SIZE for edge in box)
    cut = np.sort(stack[:, y0:y1, x0:x1].reshape(len(stack), -1), axis=1)
    found: np.ndarray = cut[:, np.rint(_QUANTILES * (cut.shape[1] - 1)).astype(int)]
    return found.astype(np.float32)


def boxed(
    release: Release, shards: Sequence[Shard], config: str, progress: Callable[[int], object]
) -> Iterator[Boxed]:
    """The questions on radar and infrared of a config in some shards; a patch is decoded once.

    `progress(1)` follows each patch that is asked about. Raises ReleaseError if its pixels cannot
    be read.
    """
    for shard in shards:
        last = shown = None
        for row, patch in _rows(release, shard, config):
            if shown is None or patch is not last:
                last, shown = patch, _Shown(_decoded(release, patch))
                progress(1)
            yield _question(row, patch["patch_id"], shown)


def _rows(release: Release, shard: Shard, config: str) -> Iterator[tuple[Row, Row]]:
    """The questions of a shard, each with its patch."""
    columns = ("patch_id", *BANDS)
    for _, row, patch in release.side_by_side(shard, _TEXT, columns, configs=[config]):
        if (row["type"], row["category"]) not in SENSED or row["type"] == "captioning":
            continue
        if patch is None:
            raise ReleaseError(
                f"{release.where}: row {row['ID']} has no patch; see: builder verify"
            )
        yield row, patch


def _decoded(release: Release, patch: Row) -> Mapping[str, np.ndarray]:
    try:
        return decode_bands(patch)
    except ValueError as error:
        raise ReleaseError(f"{release.where}: {patch['patch_id']}: {error}") from None


def _question(row: Row, patch: str, shown: _Shown) -> Boxed:
    kind, levels = _kind(row), sorted(map(int, _LEVEL.findall(row["input"])))
    boxes = [region.box for region in regions_of(row)]
    boxes *= len(LETTERS) if levels else 1  # that of a level stands for each of four
    answers = _answers(row, kind, levels)
    return Boxed(
        row=row["ID"],
        task=f"{row['type']}/{row['category']}",
        kind=kind,
        patch=patch,
        place=place_of(patch),
        answers=answers,
        label=answers.index(row["output"]),
        said=_said(row),
        named=np.array([_corners(k, box) for k, box in enumerate(boxes)], np.float32),
        levels=np.array(levels or [0] * len(boxes), np.float32),
        shown=shown.of([*boxes, _WHOLE]),
    )


def _kind(row: Row) -> str:
    if quantities_of(row) == ("NDBI",):
        return "sign"
    return str(row["category"] if row["category"] in ("agreement", "level") else row["type"])


def _answers(row: Row, kind: str, levels: Sequence[int]) -> tuple[str, ...]:
    """What may be answered, option by option; of levels from the lowest on."""
    if levels:
        options = list(row["options"])
        return tuple(LETTERS[options.index(f"{level} dB")] for level in levels)
    if kind == "bounding box":
        return tuple(_box_text(region.box) for region in regions_of(row))
    answers = {"mcq": LETTERS, "binary": ("yes", "no")}  # yes: the first box
    return answers.get(kind, ("no", "yes"))


def _box_text(box: Box) -> str:
    x0, y0, x1, y1 = (round(edge / PATCH_SIZE, 2) for edge in box)
    return f"[{x0} {y0}, {x1} {y1}]"


def _corners(number: int, box: Box) -> list[float]:
    """What is said of an option: its number, its corners, its size."""
    x0, y0, x1, y1 = box
    return [number, *box, (x1 - x0) * (y1 - y0)]


def _said(row: Row) -> list[float]:
    """What the words tell: the quantity, the extreme, the number of words."""
    asked = quantities_of(row)[0]
    return [
        _NAMES.index(asked) if asked in _NAMES else -1,
        "strongest" in row["input"],
        len(row["input"].split()),
    ]
