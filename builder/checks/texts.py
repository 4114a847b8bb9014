"""One row of text against itself: do input, output and the typed columns agree?

They must be in the published form.

{"type": "mcq", "input": "... a) Pastures, b) Urban fabric, c) ..., d) ...", "output": "b",
"options": ["Pastures", "Urban fabric", ...], "answer": "Urban fabric"} -> no fault
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bigearthnet_txt import BANDS, BENCHMARK_STATUS, CLASSES, GRAINS
from bigearthnet_txt_reader.benchmark import HUMAN_VERIFIED
from builder.checks.faults import Fault
from builder.geometry import SIDE, Box
from builder.shards.rows import CONFIG_OF, PACK_OF

Row = Mapping[str, Any]
LETTERS = "abcd"
TWINS = {
    "captioning": (),
    "binary": ("options", "answer"),
    "mcq": ("options", "answer"),
    "bounding box": ("box", "box_pixels", "point", "centroid", "expression"),
}
_CLASSES_OF = {"reference": (1, 2), "radar square": (0,)}  # of other boxes one
_BOX_CLASSES = "the class of the region, and in a reference at most one that it is told by"
_SETTING_COLUMNS = {"country": "country", "season": "season", "climate zone": "climate_zone"}
# Least pixels that decide, by category; in the others nothing has to be seen.
_LEAST = {
    "presence": 144,
    "area": 36,
    "count": 36,
    "adjacency": 6,
    "relative pos": 144,
    "point": 36,
    "reference": 36,
}
_DENIED = ("presence", "adjacency")  # their "no" is about what is not there
_OF_NONE = ("count",)  # also asked of absent classes
LAND_CAPTION = ("captioning", "None")
ALL_TWINS = ("options", "answer", *TWINS["bounding box"])
# By type, those that its rows do not have.
_OTHER_TWINS = {kind: sorted(set(ALL_TWINS).difference(own)) for kind, own in TWINS.items()}
_CLASSES = frozenset(CLASSES)


def text_faults(row: Row, config: str) -> Iterator[Fault]:
    """The faults of one row of a text config, given as column -> value; images are not checked."""
    if fault := task_fault(row, config):
        yield fault
        return
    yield from _form(row, config)
    yield from class_faults(row)
    yield from twin_faults(row)
    yield from _visibility(row)
    yield from _pack(row)
    yield from _audit(row, config)
    if rule := _RULES.get(row["type"]):
        yield from rule(row)


def task_fault(row: Row, config: str) -> Fault | None:
    """A task that the config does not hold; `benchmark` holds all."""
    task = row["type"], row["category"]
    home = CONFIG_OF.get(task)
    if home and config in (home, "benchmark"):
        return None
    return Fault("type/category", "/".join(task), f"a task of {config}")


def _form(row: Row, config: str) -> Iterator[Fault]:
    for field in ("input", "output"):
        if not _is_line(row[field]):
            yield Fault(field, row[field], "a text on one line, every place of its template filled")
    begin = f"{row['category']}/{row['type']}/"
    if not row["template"].startswith(begin):
        yield Fault("template", row["template"], f"an id that begins with {begin}")
    if config == "benchmark":
        status = HUMAN_VERIFIED if row["verified_by"] else BENCHMARK_STATUS
        if row["verification"] != status:
            yield Fault("verification", row["verification"], repr(status))
    setting, of_land = row.get("setting"), (row["type"], row["category"]) == LAND_CAPTION
    if of_land != (setting is not None):
        yield Fault("setting", setting, "true or false in a caption, null in any other row")
    if row.get("grain") not in (GRAINS if of_land else (None,)):
        yield Fault("grain", row.get("grain"), f"{', '.join(GRAINS)} in a caption, else null")


def is_corrected(row: Row) -> bool:
    """Did a person give the row another answer, which neither map nor metadata has to have?"""
    return row.get("verdict") == "corrected"


def _is_line(text: str) -> bool:
    return bool(text.strip()) and text.isprintable() and "{" not in text


def class_faults(row: Row) -> Iterator[Fault]:
    """Names that are not of the nineteen classes, or that come twice."""
    names = row["classes"]
    if not _CLASSES.issuperset(names) or len(set(names)) < len(names):
        yield Fault("classes", names, "names of the nineteen classes, each once")


def twin_faults(row: Row) -> Iterator[Fault]:
    """Twins that a row of its type does not have."""
    for field in _OTHER_TWINS[row["type"]]:
        if row.get(field) is not None:
            yield Fault(field, row[field], f"null in a row of type {row['type']}")


def _visibility(row: Row) -> Iterator[Fault]:
    """The pixels that decide by the map, where something has to be seen."""
    pixels, least = row.get("visibility"), _LEAST.get(row["category"])
    denied = row["category"] in _DENIED and row["output"] == "no"
    if least is None or denied or is_corrected(row):
        if pixels is not None:
            yield Fault("visibility", pixels, "null: nothing has to be seen")
    elif pixels is None and row["category"] in _OF_NONE:
        return
    elif not (pixels and least <= pixels <= SIDE**2):
        yield Fault("visibility", pixels, f"a number from {least} to {SIDE**2}")


def _pack(row: Row) -> Iterator[Fault]:
    """The pack that its task has."""
    expected = PACK_OF.get((row["type"], row["category"]))
    if row.get("pack") != expected:
        yield Fault("pack", row.get("pack"), f"{expected}, the pack of its task")


def _audit(row: Row, config: str) -> Iterator[Fault]:
    """What a sensor row was decided by."""
    if config != "sensor":
        return
    if not row["bands"] or not set(row["bands"]) <= set(BANDS):
        yield Fault("bands", row["bands"], "names of bands")
    if not row["values"] or None in row["values"]:
        yield Fault("values", row["values"], "the numbers that decide")


def binary_faults(row: Row) -> Iterator[Fault]:
    """The faults of a yes/no row: output, options and answer."""
    if row["output"] not in ("yes", "no"):
        yield Fault("output", row["output"], "yes or no")
    if row["options"] != ["yes", "no"]:
        yield Fault("options", row["options"], ["yes", "no"])
    if row["answer"] != row["output"]:
        yield Fault("answer", row["answer"], f"{row['output']!r} as in output")


def _mcq(row: Row) -> Iterator[Fault]:
    options = row["options"]
    if not has_options(options) or len(set(options)) != len(LETTERS):
        yield Fault("options", options, "four different texts")
        return
    listed = ", ".join(f"{a}) {option}" for a, option in zip(LETTERS, options, strict=True))
    if listed not in row["input"]:
        yield Fault("input", row["input"], f"the options as {listed!r}")
    yield from answer_faults(row)
    if not is_corrected(row):
        yield from _setting(row)


def has_options(options: Sequence[str | None] | None) -> bool:
    """Are there four texts?"""
    return options is not None and len(options) == len(LETTERS) and all(options)


def answer_faults(row: Row) -> Iterator[Fault]:
    """The output of a row with four options is a letter, and the answer the option behind it."""
    letter = row["output"]
    if letter not in tuple(LETTERS):
        yield Fault("output", letter, "one of a, b, c, d")
        return
    option = row["options"][LETTERS.index(letter)]
    if row["answer"] != option:
        yield Fault("answer", row["answer"], f"{option!r}, option {letter}")


def _setting(row: Row) -> Iterator[Fault]:
    """Questions about the setting have the row's own column as answer.

    The column says Fall if the option says Autumn.
    """
    column = _SETTING_COLUMNS.get(row["category"])
    if column is None:
        return
    stated = row[column]
    expected = "Autumn" if (column, stated) == ("season", "Fall") else stated
    if row["answer"] != expected:
        yield Fault("answer", row["answer"], f"{stated!r} as in {column}")


def _bounding_box(row: Row) -> Iterator[Fault]:
    pixels, classes = row["box_pixels"], row["classes"]
    if not _is_box(pixels):
        yield Fault("box_pixels", pixels, f"0 <= x0 < x1 <= {SIDE} and 0 <= y0 < y1 <= {SIDE}")
        return
    if len(classes) not in _CLASSES_OF.get(row["category"], (1,)):
        yield Fault("classes", classes, _BOX_CLASSES)
    box = Box(*pixels)
    if row["box"] != list(box.parts()):
        yield Fault("box", row["box"], f"{list(box.parts())}, box_pixels / {SIDE}")
    if row["output"] != box.text():
        yield Fault("output", row["output"], f"{box.text()!r} of box_pixels")
    yield from _BOX_RULES[row["category"]](row, box)


def _is_box(pixels: list[int | None] | None) -> bool:
    if not pixels or len(pixels) != 4 or None in pixels:
        return False
    x0, y0, x1, y1 = (pixel or 0 for pixel in pixels)
    return 0 <= x0 < x1 <= SIDE and 0 <= y0 < y1 <= SIDE


def _point(row: Row, box: Box) -> Iterator[Fault]:
    for field in ("point",) if is_corrected(row) else ("point", "centroid"):
        yield from _inside(field, row[field], box)
    if _are_two(point := row["point"]):
        x, y = (round(part, 2) for part in point)
        said = f"<point>({x}, {y})</point>"
        if said not in row["input"]:
            yield Fault("input", row["input"], f"the point as {said}")
    if row["expression"] is not None:
        yield Fault("expression", row["expression"], "null in a question by point")


def _are_two(point: Sequence[float | None] | None) -> bool:
    return point is not None and len(point) == 2 and None not in point


def _inside(field: str, point: Sequence[float] | None, box: Box) -> Iterator[Fault]:
    if point is None or not _are_two(point):
        yield Fault(field, point, "x, y as parts of the patch's side")
        return
    x, y = point
    if not (box.x0 < x * SIDE < box.x1 and box.y0 < y * SIDE < box.y1):
        yield Fault(field, point, f"a point inside {box.text()}")


def _square(row: Row, box: Box) -> Iterator[Fault]:
    """One of nine equal squares, of which nothing else is said."""
    third = SIDE // 3
    if {box.x1 - box.x0, box.y1 - box.y0} != {third} or box.x0 % third or box.y0 % third:
        yield Fault("box_pixels", list(box), f"one of nine squares of {third} pixels")
    for field in ("point", "centroid", "expression"):
        if row[field] is not None:
            yield Fault(field, row[field], "null in a question about squares")


def _reference(row: Row, _: Box) -> Iterator[Fault]:
    expression = row["expression"]
    if not expression:
        yield Fault("expression", expression, "a referring expression")
    elif f"<ref>{expression}</ref>" not in row["input"]:
        yield Fault("input", row["input"], f"the expression as <ref>{expression}</ref>")
    for field in ("point", "centroid"):
        if row[field] is not None:
            yield Fault(field, row[field], "null in a question by reference")


_BOX_RULES = {"point": _point, "reference": _reference, "radar square": _square}
_RULES: dict[str, Callable[[Row], Iterator[Fault]]] = {
    "binary": binary_faults,
    "mcq": _mcq,
    "bounding box": _bounding_box,
}
