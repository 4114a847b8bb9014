"""Sensor questions as models see them: options to choose from, and what each band shows of them.

    release -> Asked (one a question) -> matrix of features of a reader

Example: "Which box has the highest mean of VV radar backscatter?" has four options, each with the
corners of a box and quantiles of twelve bands in it; a reader of visible bands sees three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from bigearthnet_txt import BANDS, LETTERS, S1_BANDS, S2_BANDS, decode_bands
from bigearthnet_txt_reader.release import Release
from builder.names import parse_s2

OPTICAL = tuple(name for name in S2_BANDS if name not in ("B01", "B09"))
SEEN = (*OPTICAL, *S1_BANDS)  # the bands that are looked at
_TEXT = ("type", "category", "input", "output", "quantity")
_BOX = re.compile(r"\[([\d.]+) ([\d.]+), ([\d.]+) ([\d.]+)\]")
_LEVEL = re.compile(r"(-?\d+) dB")
_QUANTILES = np.array((0.1, 0.5, 0.9))
_THIRDS = [(x / 3, y / 3, (x + 1) / 3, (y + 1) / 3) for y in range(3) for x in range(3)]
_WHOLE = (0.0, 0.0, 1.0, 1.0)  # the box of the patch
_BLOCK = 10  # patches a side, of the blocks that are learned from or asked about together
_NAMES = ("VV", "VH", "VH-VV", "NDBI")

Part = tuple[float, ...]


class Asked(NamedTuple):
    """A question.

    `kind`: what models of its own learn; `label`: the number of the right option, or 0 for no and 1
    for yes where no box is to be chosen; `said`: numbers of the question; `named`: numbers of each
    option (options, numbers); `levels`: dB of the options, 0 where they are boxes; `shown`: (bands,
    boxes, quantiles), the last box is the whole patch.
    """

    task: str
    kind: str
    block: str
    label: int
    said: list[float]
    named: np.ndarray
    levels: np.ndarray
    shown: np.ndarray

    @property
    def chooses(self) -> bool:
        """Whether one of the options is right; otherwise yes or no is."""
        return self.kind not in ("sign", "agreement")


class _Shown:
    """Quantiles of all bands of a patch, box by box; each is looked at once."""

    def __init__(self, bands: Mapping[str, np.ndarray]) -> None:
        self._stacks = [_stacked(bands, names) for names in _ALIKE]
        self._known: dict[Part, np.ndarray] = {}

    def of(self, boxes: Sequence[Part]) -> np.ndarray:
        """(bands, boxes, quantiles), float32."""
        return np.stack([self._box(box) for box in boxes], 1)

    def _box(self, box: Part) -> np.ndarray:
        if box not in self._known:
            found = np.concatenate([_quantiles(stack, box) for stack in self._stacks])
            self._known[box] = found[_ORDER]
        return self._known[box]


def _stacked(bands: Mapping[str, np.ndarray], names: Sequence[str]) -> np.ndarray:
    return np.stack([bands[name] for name in names])


def _of_size(size: int) -> list[str]:
    return [name for name in SEEN if BANDS[name].size == size]


_ALIKE = [_of_size(120), _of_size(60)]  # the bands by their size
_ORDER = np.argsort([SEEN.index(name) for name in chain.from_iterable(_ALIKE)])


def _quantiles(stack: np.ndarray, box: Part) -> np.ndarray:
    """Quantiles of bands of one size in a box: (bands, quantiles)."""
    x0, y0, x1, y1 = (round(part * stack.shape[1]) for part in box)
    cut = np.sort(stack[:, y0:y1, x0:x1].reshape(len(stack), -1), axis=1)
    found: np.ndarray = cut[:, np.rint(_QUANTILES * (cut.shape[1] - 1)).astype(int)]
    return found.astype(np.float32)


def questions(release: Release) -> Iterator[Asked]:
    """All sensor questions of a release."""
    columns = ("patch_id", *BANDS)
    for shard in release.shards:
        last = shown = None
        for _, row, patch in release.side_by_side(shard, _TEXT, columns, configs=["sensor"]):
            assert patch
            if row["type"] == "captioning":
                continue
            if shown is None or patch is not last:
                last, shown = patch, _Shown(decode_bands(patch))
            yield _asked(row, patch["patch_id"], shown)


def _asked(row: Mapping[str, Any], patch_id: str, shown: _Shown) -> Asked:
    boxes, levels = _boxes(row), _levels(row)
    return Asked(
        task=f"{row['type']}/{row['category']}",
        kind=_kind(row),
        block=_block(patch_id),
        label=_label(row),
        said=_said(row),
        named=np.array([named(k, box) for k, box in enumerate(boxes)], np.float32),
        levels=np.array(sorted(levels) or [0] * len(boxes), np.float32),
        shown=shown.of([*boxes, _WHOLE]),
    )


def _kind(row: Mapping[str, Any]) -> str:
    if row["quantity"] == "NDBI":
        return "sign"
    return str(row["category"] if row["category"] in ("agreement", "level") else row["type"])


def _block(patch_id: str) -> str:
    name = parse_s2(patch_id)
    tile, x, y = name.place.split("_")
    return f"{tile} {int(x) // _BLOCK} {int(y) // _BLOCK}"


def _boxes(row: Mapping[str, Any]) -> list[Part]:
    """The boxes of a question, as parts of the side; that of a level stands for each of four."""
    if row["category"] == "radar square":
        return list(_THIRDS)
    found = [tuple(map(float, box)) for box in _BOX.findall(row["input"])]
    return found * len(LETTERS) if row["category"] == "level" else found


def named(number: int, box: Part) -> list[float]:
    """What is said of an option: its number, its corners, its size."""
    x0, y0, x1, y1 = box
    return [float(number), *box, (x1 - x0) * (y1 - y0)]


def _levels(row: Mapping[str, Any]) -> list[int]:
    return [int(level) for level in _LEVEL.findall(row["input"])]


def _label(row: Mapping[str, Any]) -> int:
    """The number of the right option (of levels its rank), or 0 for no and 1 for yes."""
    if row["type"] == "mcq":
        return _option(row)
    if row["type"] != "binary":
        return _square(row["output"])
    yes = row["output"] == "yes"
    return int(yes == (_kind(row) != "binary"))


def _option(row: Mapping[str, Any]) -> int:
    letter, levels = LETTERS.index(row["output"]), _levels(row)
    return sorted(levels).index(levels[letter]) if levels else letter


def _square(output: str) -> int:
    """The number of the square with this box."""
    x, y, *_ = map(float, _BOX.findall(output)[0])
    return 3 * round(3 * y) + round(3 * x)


def _said(row: Mapping[str, Any]) -> list[float]:
    """What the words tell: the quantity, the extreme, the number of words."""
    quantity = _NAMES.index(row["quantity"]) if row["quantity"] in _NAMES else -1
    return [float(quantity), float("strongest" in row["input"]), float(len(row["input"].split()))]


def matrix(asked: Sequence[Asked], bands: Sequence[str]) -> np.ndarray:
    """What a reader of these bands sees of questions of one kind.

    (questions, options, features) where an option is to be chosen, else (questions, 1, features).
    """
    rows = [SEEN.index(band) for band in bands]
    said = np.array([one.said for one in asked], np.float32)
    options = _named(asked)
    if rows:
        options = np.concatenate([options, _options(asked, rows)], 2)
    if not asked[0].chooses:
        options = _together(options, _products(asked, rows))
    alike = np.repeat(said[:, None], options.shape[1], 1)
    return np.concatenate([options, alike], 2)


def _named(asked: Sequence[Asked]) -> np.ndarray:
    """What words tell of each option, alone and beside the others."""
    numbers = np.array([one.named for one in asked])
    levels = np.array([one.levels for one in asked])[..., None]
    return np.concatenate([levels, numbers, _beside_others(numbers)], 2)


def _options(asked: Sequence[Asked], rows: list[int]) -> np.ndarray:
    """What bands show of each option: alone, beside the patch, beside the others, by rank."""
    stats = _stats(np.array([one.shown[rows] for one in asked]), rows)
    alone, patch = stats[:, :-1], stats[:, -1:]
    if asked[0].kind == "level":
        levels = np.array([one.levels for one in asked])[..., None]
        return np.concatenate([alone, alone - patch, alone - levels], 2)
    ranks = (alone[:, :, None] > alone[:, None]).sum(2).astype(np.float32)
    return np.concatenate([alone, alone - patch, _beside_others(alone), ranks], 2)


def _beside_others(numbers: np.ndarray) -> np.ndarray:
    """How much more than the mean of all options: as `numbers` (questions, options, numbers)."""
    beside: np.ndarray = numbers - numbers.mean(1, keepdims=True)
    return beside


def _stats(shown: np.ndarray, rows: list[int]) -> np.ndarray:
    """Quantiles, and pairs of bands, box by box: (questions, boxes, numbers)."""
    quantiles = shown.transpose(0, 2, 1, 3)
    flat = quantiles.reshape(*quantiles.shape[:2], -1)
    return np.concatenate([flat, _pairs(quantiles[..., 1], rows)], 2)


def _pairs(medians: np.ndarray, rows: list[int]) -> np.ndarray:
    """Each pair of bands of one sensor: the normalized difference, of radar that in dB."""
    radar = np.array(rows) >= len(OPTICAL)
    one, other = np.triu_indices(len(rows), 1)
    one, other = one[radar[one] == radar[other]], other[radar[one] == radar[other]]
    less, more = medians[..., one], medians[..., other]
    found: np.ndarray = np.where(radar[one], more - less, (more - less) / np.abs(more + less))
    return found


def _together(options: np.ndarray, products: np.ndarray) -> np.ndarray:
    """The boxes of a question side by side, how they differ, and products of that."""
    flat = options.reshape(len(options), -1)
    return np.concatenate([flat, options[:, 0] - options[:, -1], products], 1)[:, None]


def _products(asked: Sequence[Asked], rows: list[int]) -> np.ndarray:
    """Whether two numbers order both boxes alike: above 0 if so, and the more the clearer it is."""
    if not rows:
        return np.zeros((len(asked), 0), np.float32)
    medians = np.array([one.shown[rows, :, 1] for one in asked]).transpose(0, 2, 1)
    numbers = np.concatenate([medians, _pairs(medians, rows)], 2)
    differ = numbers[:, 0] - numbers[:, -2]
    one, other = np.triu_indices(differ.shape[1], 1)
    product = differ[:, one] * differ[:, other]
    found: np.ndarray = np.sign(product) * np.sqrt(np.abs(product))
    return found
