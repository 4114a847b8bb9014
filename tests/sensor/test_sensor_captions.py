"""Sensor captions as they are written: what they tell, in which words, and of which patches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest

from bigearthnet_txt import SYMMETRIES, transform
from bigearthnet_txt_solver.sensor import judge_sensor
from bigearthnet_txt_solver.sensor_captions_words import told
from bigearthnet_txt_solver.sensor_ground import SensorGround
from builder.chance import rng_for
from builder.records import Annotation, Patch
from builder.sensor import Fitted, captions_claims, sensor_rows, writing
from builder.sensor.captions import caption_rows
from builder.sensor.captions_claims import Claim, claims_of
from builder.sensor.captions_words import FRAMES, OPENINGS, PROMPTS
from builder.sensor.quantities import QUANTITIES
from builder.sensor.signals import Signals, signals_of
from tests.sensor.conftest import stored
from tests.sensor.made import flat_bands

Row = dict[str, Any]


def captions_of(signals: Signals, seeds: int, name: str = "a patch") -> Iterator[Annotation]:
    """The captions of a patch by some seeds."""
    for seed in range(seeds):
        yield from caption_rows(signals, 0, rng_for(seed, name, "sensor captioning/radar"))


def _signals(bands: Mapping[str, np.ndarray]) -> Signals:
    """The signals of a patch's nine squares."""
    return signals_of([(bands, [])])


@pytest.fixture(scope="module")
def written(patches: list[Patch]) -> list[tuple[Annotation, Patch]]:
    """Fifteen captions of each of six patches."""
    return [
        (row, patch)
        for patch in patches
        for row in captions_of(_signals(patch.bands), 15, patch.record.patch_id)
    ]


def test_a_fifth_of_the_patches_has_a_caption(sensor_rows_of: list[Row]) -> None:
    """One a patch, with what it was decided by."""
    captions = [row for row in sensor_rows_of if row["type"] == "captioning"]
    patches = {row["patch_id"] for row in captions}
    assert len(captions) == len(patches) >= len({row["patch_id"] for row in sensor_rows_of}) / 5
    for row in captions:
        quantities = row["quantity"].split(" and ")
        assert {*row["bands"]} == {band for name in quantities for band in QUANTITIES[name].bands}
        assert row["category"] == "radar" and row["input"] in PROMPTS and not row["classes"]


def test_captions_agree_and_differ(written: list[tuple[Annotation, Patch]]) -> None:
    """The solver proves each, and no two are alike; they begin in many ways."""
    for row, patch in written[::7]:
        assert judge_sensor(row._asdict(), SensorGround(stored(patch.bands))).status == "agrees"
    texts = [row.output for row, _ in written]
    assert len({*texts}) == len(texts)
    begun = {opening for opening in OPENINGS for text in texts if text.startswith(opening)}
    assert len(begun) >= 12
    assert len({row.input for row, _ in written}) >= 12


def test_turned_captions_are_true_of_turned_pixels(
    written: list[tuple[Annotation, Patch]],
) -> None:
    for number, (row, patch) in enumerate(written[::5]):
        joined = {**row._asdict(), **stored(patch.bands)}
        turned = transform(joined, SYMMETRIES[number % len(SYMMETRIES)])
        assert judge_sensor(turned, SensorGround(turned)).status == "agrees"


def test_nothing_is_said_twice(written: list[tuple[Annotation, Patch]]) -> None:
    """A quantity is told of once; no sentence begins as another one, and none has two links."""
    for row, _ in written:
        said = told(row.output)
        assert 2 <= len(said) <= 4
        assert len({one.quantity for one in said}) == len(said)
        beginnings = Counter(" ".join(one.text.split()[:3]) for one in said)
        assert beginnings.most_common(1)[0][1] <= 2
        assert "also" not in row.output or "addition, the same" not in row.output


def test_no_word_of_land_is_used() -> None:
    """What radar and infrared show is told, not what lies there."""
    frames = " ".join(
        text for kinds in FRAMES.values() for texts in kinds.values() for text in texts
    )
    words = {*" ".join((frames, *OPENINGS, *PROMPTS)).lower().replace(",", "").split()}
    assert not words & {"water", "forest", "wet", "dry", "vegetation", "city", "field", "burned"}


def _squares(band: str, values: dict[int, float], **others: float) -> dict[str, np.ndarray]:
    """Flat bands but for some squares of one."""
    bands = flat_bands(**others)
    side = len(bands[band]) // 3
    for number, value in values.items():
        y, x = divmod(number, 3)
        bands[band][y * side : (y + 1) * side, x * side : (x + 1) * side] = value
    return bands


def _claims(bands: dict[str, np.ndarray], quantity: str) -> list[Claim]:
    return claims_of(_signals(bands), 0)[quantity]


def test_one_square_or_two_come_first() -> None:
    """VV of -12 dB with -8 in the upper left: strongest, in whole dB. Then with -8.5 beside it."""
    (one,) = _claims(_squares("VV", {0: -8.0}, VV=-12.0), "VV")
    assert (one.kind, one.places, one.sign, one.levels) == ("first", (0,), 1, (-8,))
    assert one.values == pytest.approx((-8, -12), abs=1e-4)
    (two,) = _claims(_squares("VV", {0: -8.0, 5: -8.5}, VV=-12.0), "VV")
    assert (two.kind, {*two.places}, two.levels) == ("first", {0, 5}, ())


def test_three_squares_are_none_that_come_first() -> None:
    """Then the strongest is compared with the weakest."""
    (pair,) = _claims(_squares("VV", {0: -8.0, 5: -8.5, 7: -9.0}, VV=-12.0), "VV")
    assert pair.kind == "pair" and pair.places[0] == 0 and pair.levels == (-8, -12)


def test_the_ends_are_told_together_or_alone() -> None:
    """The strongest, the weakest, both in either order."""
    found = _claims(_squares("VH", {0: -10.0, 8: -20.0}, VH=-15.0), "VH")
    kinds = [(claim.kind, claim.places, claim.sign) for claim in found]
    assert kinds == [
        ("first", (0,), 1),
        ("first", (8,), -1),
        ("ends", (0, 8), 1),
        ("ends", (8, 0), -1),
    ]


def test_what_is_alike_everywhere_is_told_as_even() -> None:
    """VV within 1.4 dB; within 1.7 nothing is told, since 2 dB may be reached."""
    (even,) = _claims(_squares("VV", {0: -8.0}, VV=-9.4), "VV")
    assert even.kind == "even"
    assert _claims(_squares("VV", {0: -8.0}, VV=-9.7), "VV") == []


@pytest.mark.parametrize(("b11", "sign"), [(1000, -1), (1900, None), (2100, None), (3000, 1)])
def test_the_sign_of_ndbi_holds_in_all_squares(b11: float, sign: int | None) -> None:
    """B8A is 2,000: NDBI is -0.33, -0.026, 0.024 and 0.2."""
    found = _claims(flat_bands(B11=b11), "NDBI")
    assert [claim.sign for claim in found] == ([] if sign is None else [sign])


@pytest.mark.parametrize(("value", "level"), [(-8.39, -8), (-8.41, None), (-8.61, -9)])
def test_a_number_is_told_only_near_a_whole_one(value: float, level: int | None) -> None:
    """-8.41 dB is 0.41 from -8: not told; 0.4 is the most."""
    (claim,) = _claims(_squares("VV", {4: value}, VV=-12.0), "VV")
    assert claim.levels == (() if level is None else (level,))


def test_a_first_that_medians_do_not_show_is_not_told() -> None:
    """Some bright pixels lift the mean of a square by 3 dB and leave its median."""
    bands = flat_bands()
    bands["VV"][:40:3, :40] = -4.0
    assert "first" not in {claim.kind for claim in _claims(bands, "VV")}


@pytest.mark.parametrize(("band", "value"), [("VV", np.nan), ("B08", 0), ("B11", 10_000)])
def test_a_value_that_is_none_leaves_no_caption(
    band: str, value: float, patches: list[Patch]
) -> None:
    """One pixel of one band."""
    bands = dict(patches[0].bands)
    bands[band] = bands[band].copy()
    bands[band][3, 3] = value
    assert [*captions_of(_signals(bands), 1)] == []


def test_other_rows_are_drawn_as_without_captions(
    patches: list[Patch], neutral: Fitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The caption is the last row, and draws from a chance of its own."""
    (rows,) = sensor_rows(patches[:1], 1, neutral)
    monkeypatch.setattr(writing, "caption_rows", lambda signals, patch, chance: [])
    assert rows[-1].type == "captioning"
    assert sensor_rows(patches[:1], 1, neutral) == [rows[:-1]]


def test_halved_margins_are_seen_in_captions(
    patches: list[Patch], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The solver does not agree with squares that are 1 dB apart."""
    monkeypatch.setattr(captions_claims, "_are_apart", lambda _, high, low: high - low > 0.01)
    found = [
        judge_sensor(row._asdict(), SensorGround(stored(patch.bands))).status
        for patch in patches[:4]
        for row in captions_of(_signals(patch.bands), 1)
    ]
    assert "disagrees" in found
