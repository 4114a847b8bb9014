"""The solver's own road: it answers from the question and the pixels, and sees every mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from bigearthnet_txt_solver.sensor import judge_sensor
from bigearthnet_txt_solver.sensor_ground import SensorGround
from builder.geometry import Box
from builder.records import Annotation, Patch
from builder.sensor import Fitted, pixels, signals, writing
from builder.sensor.quantities import NUMBER, QUANTITIES, S2_USED
from builder.sensor.signals import Signals, signals_of
from tests.sensor.conftest import stored
from tests.sensor.made import flat_bands

Row = dict[str, Any]
Bands = Mapping[str, np.ndarray]
Read = Sequence[tuple[Bands, Sequence[Box]]]  # patches with their boxes


def test_it_reads_neither_values_nor_quantity(
    sensor_rows_of: list[Row], planes: dict[str, Row]
) -> None:
    """Without the columns of the audit all rows agree; with another answer none does."""
    audit = ("values", "quantity", "bands", "options", "answer", "box", "box_pixels")
    other = {"yes": "no", "no": "yes", "a": "b", "b": "c", "c": "d", "d": "a"}
    for row in sensor_rows_of[::4]:
        ground = SensorGround(planes[row["patch_id"]])
        bare = {name: value for name, value in row.items() if name not in audit}
        assert judge_sensor(bare, ground).status == "agrees"
        wrong = bare | {"output": other.get(row["output"], "[0.0 0.0, 0.1 0.1]")}
        assert judge_sensor(wrong, ground).status != "agrees"


def _asked(question: str, category: str = "infrared", **more: Any) -> Row:
    return {"type": "binary", "category": category, "input": question, "output": "yes"} | more


A, B = "[0.05 0.05, 0.3 0.3]", "[0.6 0.6, 0.9 0.9]"  # 30 px and 36 px a side
NEAR = "near infrared reflectance (842 nm)"


@pytest.mark.parametrize(
    ("first", "status"), [(2340, "agrees"), (2220, "disagrees"), (2290, "disagrees")]
)
def test_margins_are_held(first: int, status: str) -> None:
    """B08 has to differ by 300 and by 10 %: beside 2,000, 2,340 does, 2,220 and 2,290 do not."""
    bands = flat_bands()
    bands["B08"][6:36, 6:36] = first
    row = _asked(f"Is {NEAR} higher in {A} than in {B}?")
    assert judge_sensor(row, SensorGround(stored(bands))).status == status


@pytest.mark.parametrize(
    ("one", "why"),
    [
        ("[0.05 0.05, 0.15 0.3]", "20 to 48 px"),
        ("[0.05 0.05, 0.5 0.3]", "20 to 48 px"),
        ("[0.06 0.05, 0.3 0.3]", "even corners"),
        ("[0.55 0.6, 0.8 0.9]", "share pixels"),
    ],
)
def test_boxes_that_may_not_be_asked_about_disagree(one: str, why: str) -> None:
    """Too narrow, too wide, with an odd corner, over the other box."""
    bands = flat_bands()
    bands["B08"][:, :60] = 4000
    row = _asked(f"Is {NEAR} higher in {one} than in {B}?")
    verdict = judge_sensor(row, SensorGround(stored(bands)))
    assert verdict.status == "disagrees" and why in verdict.expected


@pytest.mark.parametrize(("band", "value"), [("B08", 0), ("B08", 10_000), ("B08", 65_535)])
def test_a_box_with_a_value_that_is_none_is_not_asked_of(band: str, value: int) -> None:
    bands = flat_bands()
    bands[band][6:36, 6:36] = 4000
    bands[band][10, 10] = value
    verdict = judge_sensor(
        _asked(f"Is {NEAR} higher in {A} than in {B}?"), SensorGround(stored(bands))
    )
    assert verdict.status == "disagrees" and "saturated" in verdict.expected


def test_an_order_has_to_hold_for_medians_too() -> None:
    """A hundred bright pixels lift the mean of a box and leave its median: not askable."""
    bands = flat_bands()
    bands["B08"][60:120, 60:120] = 2100
    bands["B08"][10:30, 10:30] = 6000
    verdict = judge_sensor(
        _asked(f"Is {NEAR} higher in {A} than in {B}?"), SensorGround(stored(bands))
    )
    assert verdict.status == "disagrees" and "medians" in verdict.expected


@pytest.mark.parametrize(
    "question", [f"Is {NEAR} more in {A} than in {B}?", f"Is the sun higher in {A} than in {B}?"]
)
def test_other_words_are_not_read(question: str) -> None:
    assert judge_sensor(_asked(question), SensorGround({})).status == "unparsed"


def test_a_category_names_its_own_quantity_alone() -> None:
    """A question about VV is none of infrared."""
    row = _asked(f"Is VV radar backscatter higher in {A} than in {B}?")
    assert judge_sensor(row, SensorGround(stored(flat_bands()))).status == "unparsed"


def _rows(patch: Patch, fitted: Fitted) -> Iterator[tuple[Annotation, SensorGround]]:
    ground = SensorGround(stored(patch.bands))
    for seed in range(12):
        (rows,) = writing.sensor_rows([patch], seed, fitted)
        yield from ((row, ground) for row in rows)


def _disagreeing(patches: Sequence[Patch], fitted: Fitted, categories: Sequence[str]) -> int:
    """How many of the rows that are written do not agree."""
    found = 0
    for patch in patches[:3]:
        for row, ground in _rows(patch, fitted):
            if row.category in categories:
                found += judge_sensor(row._asdict(), ground).status != "agrees"
    return found


def test_boxes_with_one_median_have_no_order(patches: list[Patch], neutral: Fitted) -> None:
    """A quarter of which two pixels in five are dark: its mean NDMI is higher, its median is not.

    So no question asks for the higher NDMI, where the first of four boxes would be as right.
    """
    bands = flat_bands()
    for start in (0, 1):
        bands["B11"][:30, start:30:5] = 400
    patch = Patch(patches[0].record, bands, patches[0].reference_map)
    rows = [row for seed in range(8) for row in writing.sensor_rows([patch], seed, neutral)[0]]
    assert {row.category for row in rows} == {"level"}


RADAR, INDEX = ("backscatter", "level", "depolarization"), ("moisture", "shortwave", "red edge")


def test_rows_as_they_are_written_agree(patches: list[Patch], neutral: Fitted) -> None:
    """The control of the mutations below: nothing disagrees."""
    assert _disagreeing(patches, neutral, (*RADAR, *INDEX, "infrared", "agreement")) == 0


def _seen(change: Callable[[Bands], Bands]) -> Callable[..., Signals]:
    """Signals of bands that were changed before."""
    return lambda patches: signals_of([(change(bands), boxes) for bands, boxes in patches])


def _pooled(bands: Bands) -> Bands:
    """B08 in place of B8A."""
    return {**bands, "B8A": bands["B08"].reshape(60, 2, 60, 2).mean((1, 3)).astype(np.uint16)}


def _swapped(bands: Bands) -> Bands:
    return {**bands, "VV": bands["VH"], "VH": bands["VV"]}


def _wider(patches: Read) -> Signals:
    """Sums over two pixels more to the right and below."""
    wider = [(bands, [_widened(box) for box in boxes]) for bands, boxes in patches]
    return signals_of(wider)._replace(corners=signals_of(patches).corners)


def _widened(box: Box) -> Box:
    return box._replace(x1=min(box.x1 + 2, 120), y1=min(box.y1 + 2, 120))


def _pixelwise(patches: Read) -> Signals:
    """Means of indices instead of indices of means."""
    found = signals_of(patches)
    mean = found.mean.copy()
    for patch, (bands, _) in enumerate(patches):
        near, short = (bands[name].astype(float) for name in ("B8A", "B12"))
        index = (near - short) / (near + short)
        for number, (x0, y0, x1, y1) in enumerate(found.corners[patch] // 2):
            mean[patch, number, NUMBER["NBR"]] = index[y0:y1, x0:x1].mean()
    return found._replace(mean=mean)


@pytest.mark.parametrize(
    ("changed", "categories"),
    [
        (_seen(_pooled), INDEX),
        (_seen(_swapped), RADAR),
        (_wider, (*RADAR, *INDEX)),
        (_pixelwise, ("shortwave",)),
    ],
    ids=["B08 for B8A", "VV and VH swapped", "boxes too wide", "index by pixel"],
)
def test_a_change_of_the_arithmetic_is_seen(
    changed: Callable[..., Signals],
    categories: Sequence[str],
    patches: list[Patch],
    neutral: Fitted,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("builder.sensor.fitting.signals_of", changed)
    assert _disagreeing(patches, neutral, categories) > 0


def test_a_mean_of_decibels_is_seen(
    patches: list[Patch], neutral: Fitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Instead of the mean of power in dB."""
    monkeypatch.setattr(pixels, "powers", lambda found: np.rint(found.astype(float) * 2**20))
    monkeypatch.setattr(signals, "decibels", lambda mean: mean / 2**20)
    assert _disagreeing(patches, neutral, RADAR) > 0


@pytest.mark.parametrize("name", ["VV", "NDMI", "B08"])
def test_halved_margins_are_seen(
    name: str, patches: list[Patch], neutral: Fitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = QUANTITIES[name]
    half = old._replace(margin=old.margin / 2, part=old.part / 2)
    monkeypatch.setitem(QUANTITIES, name, half)
    assert _disagreeing(patches, neutral, ("backscatter", "moisture", "infrared")) > 0


def test_the_bands_used_are_those_of_the_questions() -> None:
    """Every band of a quantity is summed; B01 and B09, of 60 m, are asked of nowhere."""
    asked = {band for quantity in QUANTITIES.values() for band in quantity.bands}
    assert asked <= {*S2_USED, "VV", "VH"} and not asked & {"B01", "B09"}
