"""Sensor captions, judged: what each sentence says of the nine squares, from the patch's pixels.

Example: "Among nine equal squares of the image, VV radar backscatter is strongest in the central
one." is false if another square has the strongest, comes within 2 dB, or is first by medians.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain

from bigearthnet_txt_solver.sensor_captions_words import PROMPTS, RADAR, Said, told
from bigearthnet_txt_solver.sensor_ground import (
    LEAST_NDBI,
    MARGINS,
    PARTS,
    SensorGround,
    Summary,
    value,
)
from bigearthnet_txt_solver.sensor_words import Region
from bigearthnet_txt_solver.space import SIDE
from bigearthnet_txt_solver.verdicts import Row, Unparsed, Verdict

CAPTION = ("captioning", "radar")
_FEWEST, _MOST = 2, 4  # sentences
_EVEN, _CLEAR = 2.0, 1.5  # dB between any two squares, of means at most so many
_UNITS = {"B08": Fraction(1, 100), "NDMI": Fraction(1, 10), "NBR": Fraction(1, 10)}
_UNITS |= {"NDREI": Fraction(1, 10), "VV": Fraction(1), "VH": Fraction(1), "VH-VV": Fraction(1)}
_REFLECTANCE = 10_000  # DN of a reflectance of 1
_NEAR, _STEADY = 0.4, 1.0  # units between a number and the mean, and the other two ways
_THIRD = SIDE // 3
_SQUARES = [
    Region(x, y, x + _THIRD, y + _THIRD)
    for y in range(0, SIDE, _THIRD)
    for x in range(0, SIDE, _THIRD)
]
Way = Mapping[int, float]  # square -> a quantity of it


def judge_caption(row: Row, ground: SensorGround) -> Verdict:
    """The verdict on a caption. Raises Unparsed for a sentence outside the grammar, NotAskable for
    a square with a value that is none.
    """
    template = _template(row["input"])
    if row.get("template", template) != template:
        return Verdict("disagrees", template, str(row["template"]), "template")
    sentences, found = told(row["output"]), row["output"]
    why = next(chain(_form(sentences), _falsities(sentences, ground)), None)
    return Verdict("disagrees", why, found, "caption") if why else Verdict("agrees", found, found)


def _template(prompt: str) -> str:
    if prompt not in PROMPTS:
        raise Unparsed(prompt)
    return f"radar/captioning/{PROMPTS.index(prompt)}"


def _sensor(said: Said) -> str:
    return "radar" if said.quantity in RADAR else "infrared"


def _form(sentences: Sequence[Said]) -> Iterator[str]:
    """What a caption as a whole lacks, or tells twice."""
    if not _FEWEST <= len(sentences) <= _MOST:
        yield f"{len(sentences)} sentences, expected {_FEWEST} to {_MOST}"
    if len({*map(_sensor, sentences)}) < 2:
        yield "one sensor alone"
    if len({said.quantity for said in sentences}) < len(sentences):
        yield "a quantity is told of twice"
    if len(set(_hedges(sentences))) > 1:
        yield "numbers stand behind different words"
    yield from map(_misplaced, filter(_is_misplaced, sentences))


def _hedges(sentences: Sequence[Said]) -> Iterator[str]:
    """The words before numbers."""
    for level in chain.from_iterable(said.levels for said in sentences):
        yield level.split()[0]


def _is_misplaced(said: Said) -> bool:
    return said.sensor not in ("", _sensor(said))


def _misplaced(said: Said) -> str:
    return f"{said.text!r}: {said.quantity} is not seen by {said.sensor}"


def _falsities(sentences: Sequence[Said], ground: SensorGround) -> Iterator[str]:
    """What is said and not so."""
    for said in sentences:
        ways = _ways(said, ground)
        for why in chain(_CLAIMS[said.kind](said, ways), _wrong_levels(said, ways)):
            yield f"{said.text!r}: {why}"


def _ways(said: Said, ground: SensorGround) -> list[Way]:
    """The quantity by means, inside, and by medians: of a pair its two squares, else all nine."""
    numbers = said.squares if said.kind == "pair" else range(len(_SQUARES))
    return [_way(said.quantity, numbers, of) for of in ground.summaries]


def _way(quantity: str, numbers: Iterable[int], of: Summary) -> Way:
    return {number: value(quantity, _SQUARES[number], of) for number in numbers}


def _come_first(
    quantity: str, ways: Sequence[Way], squares: Sequence[int], sign: int
) -> Iterator[str]:
    """Why some squares do not come clearly before all others."""
    (low, high), *later = (_gap(way, squares, sign) for way in ways)
    if low - high < _least(quantity, low, high):
        yield f"{sign * low:.4f} and {sign * high:.4f} of another square are too close"
    if any(one <= other for one, other in later):
        yield "inside, or by medians, another square comes first"


def _gap(way: Way, squares: Sequence[int], sign: int) -> tuple[float, float]:
    """The last of some squares, and the first of all others."""
    others = way.keys() - {*squares}
    return min(sign * way[one] for one in squares), max(sign * way[one] for one in others)


def _least(quantity: str, one: float, other: float) -> float:
    """By how much two values have to differ."""
    return max(MARGINS[quantity], PARTS.get(quantity, 0) * max(abs(one), abs(other)))


def _first(said: Said, ways: Sequence[Way]) -> Iterator[str]:
    yield from _come_first(said.quantity, ways, said.squares, said.sign)


def _ends(said: Said, ways: Sequence[Way]) -> Iterator[str]:
    first, last = said.squares[:1], said.squares[1:]
    yield from _come_first(said.quantity, ways, first, said.sign)
    yield from _come_first(said.quantity, ways, last, -said.sign)


def _pair(said: Said, ways: Sequence[Way]) -> Iterator[str]:
    yield from _come_first(said.quantity, ways, said.squares[:1], 1)


def _even(_: Said, ways: Sequence[Way]) -> Iterator[str]:
    spread, *others = map(_spread, ways)
    if spread > _CLEAR or max(others) >= _EVEN:
        yield f"squares differ by {max(spread, *others):.4f} dB"


def _spread(way: Way) -> float:
    return max(way.values()) - min(way.values())


def _times(sign: int, values: Iterable[float]) -> Iterator[float]:
    return (sign * one for one in values)


def _everywhere(said: Said, ways: Sequence[Way]) -> Iterator[str]:
    least, *others = (min(_times(said.sign, way.values())) for way in ways)
    if least < LEAST_NDBI or min(others) <= 0:
        yield f"NDBI of a square is {said.sign * least:.4f}"


_CLAIMS: dict[str, Callable[[Said, Sequence[Way]], Iterator[str]]] = {
    "first": _first,
    "ends": _ends,
    "pair": _pair,
    "even": _even,
    "everywhere": _everywhere,
}


def _wrong_levels(said: Said, ways: Sequence[Way]) -> Iterator[str]:
    """The numbers that are not those of their squares."""
    for square, level in zip(said.squares, said.levels, strict=False):
        if level.endswith("dB") != (said.quantity in RADAR):
            yield f"{level} is no number of {said.quantity}"
        mean, *others = (_off(said.quantity, way[square], level) for way in ways)
        if mean > _NEAR or max(others) > _STEADY:
            yield f"{level}, found {ways[0][square]:.4f}"


def _off(quantity: str, found: float, level: str) -> float:
    """How far a number as written is from a value, in units."""
    scale = _REFLECTANCE if quantity == "B08" else 1
    written = Fraction(level.split()[1])
    return abs(float((Fraction(found) / scale - written) / _UNITS[quantity]))
