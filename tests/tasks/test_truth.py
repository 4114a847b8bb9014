"""Every question of 68 real maps is answered a second time, from its words and pixels.

The means are slower than the builder's.
"""

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
from scipy import ndimage

from bigearthnet_txt import CLASSES, CLC
from builder.annotate import annotate
from builder.landcover import analyse
from builder.records import Annotation, Facts
from tests.landcover.maps import squares
from tests.tasks.examples import NUMBERS, RECORD, WORDS, named


@cache
def _maps() -> list[np.ndarray]:
    return squares()


@cache
def _rows() -> list[tuple[int, Annotation]]:
    covers = [analyse(codes) for codes in _maps()]
    return [
        (k, row)
        for seed in range(4)
        for k, cover in enumerate(covers)
        for row in annotate(Facts(RECORD, cover), seed * 100 + k)
    ]


def _asked(kind: str, category: str) -> Iterator[tuple[int, Annotation]]:
    found = [(k, row) for k, row in _rows() if (row.type, row.category) == (kind, category)]
    assert found
    yield from found


@cache
def _mask(k: int, label: str) -> np.ndarray:
    return np.isin(_maps()[k], [code for code, clc in CLC.items() if clc.label == label])


def _percent(k: int, label: str) -> float:
    return _mask(k, label).mean() * 100


@cache
def _count(k: int, label: str) -> int:
    return ndimage.label(_mask(k, label))[1]


@cache
def _visible_count(k: int, label: str) -> int:
    """Regions of 36 pixels or more."""
    numbered, _ = ndimage.label(_mask(k, label))
    return int((np.bincount(numbered.ravel())[1:] >= 36).sum())


def _number_of_classes(k: int) -> tuple[int, int]:
    """Classes of the map, and those of 36 pixels or more; all of its land has one."""
    pixels = [_mask(k, label).sum() for label in CLASSES]
    assert sum(pixels) == 120 * 120
    return sum(n > 0 for n in pixels), sum(n >= 36 for n in pixels)


@cache
def _edges(k: int, one: str, other: str) -> int:
    """Pixels of one class left, right, above or below those of the other one."""
    a, b = np.pad(_mask(k, one), 1), _mask(k, other)
    sides = a[1:-1, 2:], a[1:-1, :-2], a[2:, 1:-1], a[:-2, 1:-1]
    return sum(int((side & b).sum()) for side in sides)


def _touch(k: int, one: str, other: str) -> bool:
    edges = _edges(k, one, other)
    assert not 0 < edges < 6
    return edges > 0


def _stem(row: Annotation) -> str:
    return row.input[: row.input.index(" a) ")]


def test_presence() -> None:
    """A class is present if it has 144 pixels, absent if it has none."""
    for k, row in _asked("binary", "presence"):
        (label,) = named(row.input)
        pixels = _mask(k, label).sum()
        assert row.output == ("yes" if pixels else "no"), row
        assert pixels == (row.visibility or 0) and (not pixels or pixels >= 144), row
    for k, row in _asked("mcq", "presence"):
        assert row.visibility == _mask(k, row.answer).sum() >= 144
        assert [label for label in row.options if _mask(k, label).any()] == [row.answer], row


def _amounts(text: str) -> tuple[str, list[float]]:
    """The form of an area statement and its thresholds in percent of the patch."""
    form, amounts = re.search(
        r"(more than|less than|at least|at most|between) (.+?) of th(?:e|is) ", text
    ).groups()
    per_percent = {"%": 1, "m2": 14400, "sq m": 14400, "square meters": 14400, "hectares": 1.44}
    found = re.findall(r"([\d.]+) ?(%|m2|sq m|square meters|hectares)", amounts)
    return form, [float(value) / per_percent[unit] for value, unit in found]


def test_area() -> None:
    """An area statement holds if the share of the class's pixels fulfils it.

    No threshold is within three points of that share.
    """
    for k, row in _asked("binary", "area"):
        (label,) = named(row.input)
        form, limits = _amounts(row.input)
        share = _percent(k, label)
        holds = {
            "more than": share > limits[0],
            "less than": share < limits[0],
            "at least": share >= limits[0],
            "at most": share <= limits[0],
            "between": limits[0] <= share <= limits[-1],
        }[form]
        assert len(limits) == 1 + (form == "between")
        assert row.output == ("yes" if holds else "no"), row
        assert all(0 < limit < 100 and abs(share - limit) > 2.99 for limit in limits), row


def test_area_choice() -> None:
    """One range of the four holds the share of the class's pixels.

    That share keeps a point from both its ends, from 0% too.
    """
    for k, row in _asked("mcq", "area"):
        (label,) = named(_stem(row))
        ranges = {option: tuple(map(int, re.findall(r"\d+", option))) for option in row.options}
        assert [
            option for option, (low, high) in ranges.items() if low <= _percent(k, label) <= high
        ] == [row.answer], row
        low, high = ranges[row.answer]
        assert low + 1 <= _percent(k, label) <= high - 1, row


def test_count() -> None:
    """A count statement holds if the number of 4-connected regions fulfils it.

    Only classes are counted whose number is the same without the regions that nobody sees.
    """
    for k, row in _asked("binary", "count"):
        (label,) = named(row.input)
        n = _count(k, label)
        pattern = (
            "(only a single|multiple|exactly|more than|at least|at most|fewer than) ?("
            + "|".join(NUMBERS)
            + ")?"
        )
        form, word = re.search(pattern, row.input).groups()
        limit = NUMBERS.index(word) if word else 1
        holds = {
            "only a single": n == 1,
            "multiple": n > 1,
            "exactly": n == limit,
            "more than": n > limit,
            "at least": n >= limit,
            "at most": n <= limit,
            "fewer than": n < limit,
        }[form]
        assert n <= 8 and (n or form == "exactly")
        assert n == _visible_count(k, label)
        assert row.output == ("yes" if holds else "no"), row
    for k, row in _asked("mcq", "count"):
        counted = {(_count(k, c), _visible_count(k, c)) for c in named(_stem(row))}
        n, seen = counted.pop() if counted else _number_of_classes(k)
        assert row.answer == str(n) == str(seen), row
        assert len(set(row.options)) == 4


def test_adjacency() -> None:
    """Classes are adjacent if they share six edges of pixels, and are not if they share none."""
    for k, row in _asked("binary", "adjacency"):
        assert row.output == ("yes" if _touch(k, *named(row.input)) else "no"), row


def test_adjacency_choice() -> None:
    """Of the pairs offered, or of the classes offered beside the one named, exactly one touches."""
    pairs = {f"{a} and {b}": (a, b) for a in WORDS for b in WORDS}
    for k, row in _asked("mcq", "adjacency"):
        asked = named(_stem(row))
        touching = [
            option
            for option in row.options
            if _touch(k, *((asked[0], option) if asked else pairs[option]))
        ]
        assert touching == [row.answer], row


def test_relative_position() -> None:
    """The centroids of all pixels of the two classes give the direction.

    It is within 15 degrees of the one in the text.
    """
    angles = {
        "right": 0,
        "top-right": 45,
        "top": 90,
        "top-left": 135,
        "left": 180,
        "bottom-left": 225,
        "bottom": 270,
        "bottom-right": 315,
    }
    for k, row in _asked("mcq", "relative pos"):
        (ya, xa), (yb, xb) = (np.argwhere(_mask(k, label)).mean(0) for label in _subject_first(row))
        angle = (
            np.degrees(np.arctan2(yb - ya, xa - xb)) - angles[row.answer.removeprefix("to the ")]
        )
        assert abs((angle + 180) % 360 - 180) <= 15.001, row


def _subject_first(row: Annotation) -> list[str]:
    """The class whose place is asked for, then the one it is seen from."""
    stem = _stem(row)
    reference_first = re.match("Relative to|Seen from|With respect to", stem) or re.search(
        "move from|go from", stem
    )
    return named(stem)[::-1] if reference_first else named(stem)


def test_points_lie_in_the_region_of_the_box() -> None:
    """The box is that of the region under the point, which covers 36 pixels to half of the patch.

    The seven by seven pixels around the point belong to it, if it holds any such square; the
    centroid is the mean of its pixels.
    """
    for k, row in _asked("bounding box", "point"):
        labels, _ = ndimage.label(_mask(k, row.classes[0]))
        x, y = (
            int(float(part) * 120 + 1e-6)
            for part in re.search(r"<point>\((.*), (.*)\)</point>", row.input).groups()
        )
        region = labels == labels[y, x]
        assert row.box == _bounds(region), row
        assert 36 <= region.sum() <= 7200
        assert np.allclose(row.centroid, np.argwhere(region).mean(0)[::-1] + 0.5)
        around = np.pad(region, 3, mode="edge")
        squares = np.lib.stride_tricks.sliding_window_view(around, (7, 7)).all((2, 3))
        x, y = map(int, row.point)
        assert squares[y, x] or not squares[:-1, :-1].any()


def _bounds(region: np.ndarray) -> tuple[int, ...]:
    ((rows, columns),) = ndimage.find_objects(region.astype(int))
    return columns.start, rows.start, columns.stop, rows.stop


_HALVES = {
    "top|upper|north(?:ern)?": np.s_[:60],
    "bottom|lower|south(?:ern)?": np.s_[60:],
    "left|western": np.s_[:, :60],
    "right|eastern": np.s_[:, 60:],
}
_EDGES = (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1])
_FAR = {
    "north|top|upper": (0, 1),
    "south|bottom|lower": (0, -1),
    "west|left": (1, 1),
    "east|right": (1, -1),
}  # axis, sign


def _told(k: int, expression: str, label: str) -> list[np.ndarray]:
    """Masks of the regions of the class that fit the loosest reading of the words."""
    numbered, n = ndimage.label(_mask(k, label))
    parts = [numbered == number for number in range(1, n + 1)]
    if found := re.search("largest|smallest", expression):
        return [(max if found[0] == "largest" else min)(parts, key=np.sum)]
    if found := re.match(f"({'|'.join(_FAR)})(?:ern|er)?most ", expression):
        axis, sign = next(step for words, step in _FAR.items() if found[1] in words.split("|"))
        return [min(parts, key=lambda part: sign * ndimage.center_of_mass(part)[axis])]
    if found := re.search(r"(\w+) edge of the image", expression):
        side = next(
            e for words, e in zip(_HALVES, _EDGES, strict=True) if re.fullmatch(words, found[1])
        )
        return [part for part in parts if part[side].any()]
    if found := re.search(" in the (.+?)(?: half| quarter)? of the image", expression):
        sides = [half for words, half in _HALVES.items() if re.search(words, found[1])]
        within = np.all(
            [
                np.isin(np.arange(14400).reshape(120, 120), np.arange(14400).reshape(120, 120)[s])
                for s in sides
            ],
            axis=0,
        )
        return [part for part in parts if part[within].any()]
    if len(named(expression)) == 2:
        other = _mask(k, named(expression)[1])
        return [
            part
            for part in parts
            if (ndimage.binary_dilation(part) & other).any()
            != (" not " in expression or " no " in expression)
        ]
    return parts


def test_words_fit_the_region_of_the_box_alone() -> None:
    """Of all regions of the class, a reference fits one, and its box is the row's.

    Small regions are included.
    """
    for k, row in _asked("bounding box", "reference"):
        (region,) = _told(k, row.expression, named(row.expression)[0])
        assert row.box == _bounds(region), row
        assert 36 <= region.sum() <= 7200
        assert row.box.area <= 0.75 * 120 * 120
        assert set(row.classes) == set(named(row.expression))
