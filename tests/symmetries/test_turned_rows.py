"""Rows of a release, turned: true of the turned map, and a group to the byte."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from bigearthnet_txt import SYMMETRIES, Untransformable, compose, transform
from tests.published.maker import EXAMPLES, MADE
from tests.solver.judged import judged
from tests.solver.telling_maps import MAPS
from tests.symmetries.turned_rows import Row, Told, disagreements, rows_of, told


def test_a_turned_row_is_true_of_the_turned_map(release: Path) -> None:
    """The solver agrees with every row of 40 patches, in all eight symmetries; none is refused."""
    assert list(disagreements(told(release, 40))) == []


def test_texts_on_telling_maps_are_true_when_turned() -> None:
    """Maps on which every kind of fact occurs are told by several seeds; all texts stay true."""
    patches = [Told(codes, [row for row, _ in judged(codes, range(4))]) for codes in MAPS]
    assert list(disagreements(patches, ["rotate_90", "flip_left_right", "transverse"])) == []


def test_the_group_law_holds_to_the_byte(release: Path) -> None:
    """g(h(row)) is (gh)(row) for all 64 pairs, in every column."""
    rows = [row for patch in told(release, 5) for row in patch.rows]
    for row, (second, first) in product(rows, product(SYMMETRIES, repeat=2)):
        both = transform(transform(row, first), second)
        assert both == transform(row, compose(second, first))


def test_the_group_law_holds_for_pixels(release: Path) -> None:
    """Byte planes of all resolutions, both previews and the reference map obey it too."""
    row = rows_of(release, "patches")[0]
    turned = {name: transform(row, name) for name in SYMMETRIES}
    for second, first in product(SYMMETRIES, repeat=2):
        assert transform(turned[first], second) == turned[compose(second, first)]


def test_four_quarter_turns_give_the_row_back(release: Path) -> None:
    """Every column is what it was, although "topmost" and "uppermost" both became "leftmost"."""
    texts = [row for patch in told(release, 40) for row in patch.rows]
    for row in [*texts, rows_of(release, "patches")[0]]:
        turned: Row = row
        for _ in range(4):
            turned = transform(turned, "rotate_90")
        assert {name: turned[name] for name in row} == row
        assert turned["symmetry"] == "identity"


def test_metadata_stay(release: Path) -> None:
    """Where and when a patch was seen does not turn."""
    row = rows_of(release, "patches")[0]
    turned = transform(row, "rotate_90")
    assert turned["symmetry"] == "rotate_90"
    for name in ("latitude", "longitude", "season", "climate_zone", "bounds", "epsg", "labels"):
        assert turned[name] == row[name]


def test_a_turned_row_keeps_what_was_released() -> None:
    """Without `as_released` a turned row cannot be turned again; a bare row has nothing to turn."""
    turned = transform({"patch_id": "x", "output": "to the left"}, "rotate_90")
    with pytest.raises(ValueError, match=r"turned \(rotate_90\), but its column `as_released`"):
        transform({name: turned[name] for name in ("output", "symmetry")}, "rotate_90")
    with pytest.raises(ValueError, match="nothing to turn among patch_id"):
        transform({"patch_id": "x"}, "rotate_90")


def test_a_turned_point_stays_inside_the_image(release: Path) -> None:
    """The first column becomes the last: two decimals would name a pixel beyond it, three do not.

    In a narrow box a point has three decimals as well, if two would name the pixel beside its own.
    """
    text = "Draw a box around the land cover region that contains <point>({}, {})</point>."
    row = {"input": text.format("0.0", 0.5), "point": [0.5 / 120, 60.5 / 120]}
    turned = transform(row, "flip_left_right")
    assert turned["input"] == text.format(0.996, 0.5)
    row = {"input": text.format(0.25, 0.5), "point": [30.5 / 120, 60.5 / 120]}
    assert transform(row, "flip_left_right")["input"] == text.format(0.75, 0.5)
    row |= {"box_pixels": [30, 40, 32, 90]}
    assert transform(row, "flip_left_right")["input"] == text.format(0.746, 0.5)


PUBLISHED = [
    *(row["input"] for row in EXAMPLES),
    *(text for _, category, text, _ in MADE if category != "None"),
]
FREE = [MADE[-1][3], "Captured in northern Portugal, pastures fill the upper left part."]


def test_published_texts_are_changed_wholly_or_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Of published questions every direction is turned; free text with any direction is refused.

    "In northern Portugal" speaks of a country, not of the image.
    """
    rows = [{"template": "published", "type": "mcq", "input": text} for text in PUBLISHED]
    rows += [{"template": "published", "type": "captioning", "output": text} for text in FREE]
    refused = 0
    for row in rows:
        try:
            turned = transform(row, "rotate_180")
        except Untransformable:
            refused += 1
            continue
        assert transform(turned, "rotate_180").items() >= row.items()
        assert ("top" in str(row)) == ("bottom" in turned.get("input", ""))
    with capsys.disabled():
        print(f"\n{len(rows) - refused} of {len(rows)} published texts turned, {refused} refused")
    assert refused == 1
