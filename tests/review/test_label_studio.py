"""Label Studio: tasks in its format, and every answer and pixel back again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from builder.errors import DataError, UsageError
from builder.review.items import Item
from builder.review.label_studio.annotations import read_export
from builder.review.label_studio.boxes import percent, pixels
from builder.review.label_studio.configs import TYPES, config
from builder.review.label_studio.importing import Imported, imported, of_person
from builder.review.label_studio.tasks import task
from builder.review.verdicts import CRITERIA
from tests.review.exports import CAPTION, POINTED, annotated, boxed, chosen, result
from tests.review.rows import QUESTION, item

Export = list[dict[str, Any]]
ITEMS = [item(QUESTION), item(POINTED), item(CAPTION)]


@pytest.fixture
def said(tmp_path: Path) -> Callable[[list[Item], Export], Imported]:
    """What an import of some tasks comes to."""

    def read(items: list[Item], export: Export) -> Imported:
        path = tmp_path / "export.json"
        path.write_text(json.dumps(export))
        return imported(items, of_person(read_export(path), None), "anna", "first")

    return read


def random_boxes(number: int, seed: int) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    low = rng.integers(0, 120, (number, 2))
    high = low + 1 + (rng.random((number, 2)) * (120 - low)).astype(int)
    return [[*map(int, a), *map(int, b)] for a, b in zip(low, high, strict=True)]


def test_a_box_in_percent_by_hand() -> None:
    """12 of 120 pixels are 10 %."""
    found = percent([12, 0, 60, 120])
    assert found == {"x": 10.0, "y": 0.0, "width": 40.0, "height": 100.0, "rotation": 0}


def test_200_boxes_come_back_to_the_pixel(said: Callable[..., Imported]) -> None:
    """Accepted as they are; and other boxes drawn by hand come back as corrections."""
    stored, drawn = random_boxes(200, 1), random_boxes(200, 2)
    items = [item(boxed(n, box)) for n, box in enumerate(stored)]
    export = [annotated(one, n) for n, one in enumerate(items)]
    assert {one.verdict for one in said(items, export).verdicts} == {"accept"}
    for exported, box in zip(export, drawn, strict=True):
        result(exported)[0]["value"] |= percent(box)
    verdicts = said(items, export).verdicts
    assert [one.item for one in verdicts] == list(range(200))
    assert [one.correction for one in verdicts] == [{"box_pixels": box} for box in drawn]


def test_every_edge_comes_back_from_a_hand_that_trembles() -> None:
    """What is drawn within 0.4 pixels of an edge is that edge, also outside of the picture."""
    rng = np.random.default_rng(3)
    for edge in range(120):
        box = [edge, 0, edge + 1, 120]
        away = dict(zip(("x", "y"), rng.uniform(-0.2, 0.2, 2) * 100 / 120, strict=True))
        value = percent(box)
        for name, size in (("x", "width"), ("y", "height")):
            value[name] += float(away[name])
            value[size] += float(rng.uniform(-0.2, 0.2)) * 100 / 120
        assert pixels(value) == box


def test_numbers_with_few_decimals_come_back() -> None:
    """A pixel is 0.83 %: two decimals are enough."""
    for box in random_boxes(200, 4):
        value = {name: round(number, 2) for name, number in percent(box).items()}
        assert pixels(value) == box


def test_an_answer_that_is_kept_is_accepted(said: Callable[..., Imported]) -> None:
    """With the time that Label Studio states: shown 4.25 s before it was saved."""
    (one,) = said(ITEMS, [annotated(ITEMS[0])]).verdicts
    assert (one.verdict, one.item, one.row_sum) == ("accept", 7, ITEMS[0].row_sum)
    assert (one.reviewer, one.reading, one.seconds) == ("anna", "first", 4.25)
    assert one.shown == "2026-11-30T11:59:57.000+00:00"


def test_another_answer_is_a_correction(said: Callable[..., Imported]) -> None:
    export = annotated(ITEMS[0], result=[chosen("answer", "d")])
    (one,) = said(ITEMS, [export]).verdicts
    assert (one.verdict, one.correction) == ("correct", {"output": "d"})


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("word", ["reject", "unsure"])
def test_a_doubt_outweighs_the_answer(
    said: Callable[..., Imported], number: int, word: str
) -> None:
    """Comments come with it."""
    export = annotated(ITEMS[number])
    comment = {"from_name": "comment", "type": "textarea", "value": {"text": ["a lake", "or sea"]}}
    result(export).extend([chosen("doubt", word), comment])
    (one,) = said(ITEMS, [export]).verdicts
    assert (one.verdict, one.correction, one.comment) == (word, None, "a lake\nor sea")


@pytest.mark.parametrize(
    ("met", "doubt", "verdict"),
    [(CRITERIA, (), "accept"), (CRITERIA[:3], (), "reject"), (CRITERIA[:1], ("unsure",), "unsure")],
)
def test_a_caption_is_judged_by_its_criteria(
    said: Callable[..., Imported], met: tuple[str, ...], doubt: tuple[str, ...], verdict: str
) -> None:
    """It is accepted if it meets all four."""
    stated = [chosen("criteria", *met), *(chosen("doubt", word) for word in doubt)]
    (one,) = said(ITEMS, [annotated(ITEMS[2], result=stated)]).verdicts
    assert one.verdict == verdict
    assert one.criteria == {name: name in met for name in CRITERIA}


def test_verdicts_stand_in_the_order_of_their_times(said: Callable[..., Imported]) -> None:
    export = [annotated(ITEMS[0], 30), annotated(ITEMS[1], 20)]
    assert [one.item for one in said(ITEMS, export).verdicts] == [8, 7]


def test_rows_that_changed_and_tasks_left_out_are_listed(said: Callable[..., Imported]) -> None:
    """Neither becomes a verdict; what is stale may hold anything."""
    now = item(QUESTION | {"output": "c", "answer": "Arable land"})
    skipped = annotated(ITEMS[2], was_cancelled=True)
    found = said([now, *ITEMS[1:]], [annotated(ITEMS[0]), skipped, annotated(ITEMS[1])])
    assert [one.item for one in found.verdicts] == [8]
    assert (found.stale, found.skipped) == ((7,), 1)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"width": float("nan")}, "item 8: width nan: give a number of percent"),
        ({"x": None}, "item 8: x None: give a number"),
        ({"y": "10"}, "item 8: y '10': give a number"),
        ({"width": 0.2}, r"item 8: box \[12, 0, 12, 60\]: empty"),
        ({"width": -20}, r"item 8: box .*: empty"),
        ({"x": 95}, r"item 8: box .*: empty, or outside the patch of 0 to 120 pixels"),
        ({"x": -1}, r"item 8: box \[-1, .*outside"),
        ({"rotation": 12}, "item 8: turned by 12 degrees"),
    ],
)
def test_a_box_that_cannot_be_is_refused(
    said: Callable[..., Imported], value: dict[str, Any], message: str
) -> None:
    """With the item and what is wrong; nothing is imported."""
    export = annotated(ITEMS[1])
    result(export)[0]["value"] |= value
    with pytest.raises(DataError, match=f"nothing was imported: 1 annotations .*{message}"):
        said(ITEMS, [export, annotated(ITEMS[0])])


@pytest.mark.parametrize(
    ("number", "stated", "message"),
    [
        (0, {"result": []}, "item 7: no answer: choose one"),
        (0, {"result": [chosen("answer", "e")]}, "item 7: output 'e': give one of a, b, c, d"),
        (0, {"result": [chosen("answer", "a", "b")]}, r"item 7: answer \['a', 'b'\]: choose one"),
        (0, {"result": [chosen("doubt", "maybe")]}, "item 7: 'maybe': give one of reject, unsure"),
        (1, {"result": []}, "item 8: 0 boxes: draw one"),
        (2, {"result": [chosen("criteria", "nice")]}, r"item 9: criteria \['nice'\]"),
        (2, {"result": [chosen("doubt", "reject")]}, "item 9: 'reject': give one of unsure"),
        (0, {"lead_time": None}, "item 7: lead_time None: nobody annotated it on the page"),
        (0, {"created_at": "yesterday"}, "item 7: Invalid isoformat string"),
        (0, {"created_at": "2026-11-30T12:00:00"}, "item 7: created_at .*: no time zone"),
    ],
)
def test_an_annotation_that_says_nothing_is_refused(
    said: Callable[..., Imported], number: int, stated: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        said(ITEMS, [annotated(ITEMS[number], **stated)])


def test_all_faults_are_named_at_once(said: Callable[..., Imported]) -> None:
    """Ten of them by their items."""
    items = [item(boxed(n, [0, 0, 9, 9])) for n in range(13)]
    with pytest.raises(DataError) as caught:
        said(items, [annotated(one, result=[]) for one in items])
    assert "13 annotations" in str(caught.value) and "and 3 more" in str(caught.value)
    assert [f"item {n}: 0 boxes" in str(caught.value) for n in (0, 9, 10)] == [True, True, False]


def test_unknown_items_are_listed(said: Callable[..., Imported]) -> None:
    others = [item(QUESTION | {"ID": 77}), item(QUESTION | {"ID": 78})]
    with pytest.raises(DataError, match=r"2 annotations of items that .*: item 77; item 78"):
        said(ITEMS, [annotated(one) for one in (*others, ITEMS[0])])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", r"no JSON \(Expecting property name"),
        ('{"tasks": []}', "a dict, not a list of tasks"),
        ("[]", "no annotation in 0 tasks"),
        ('[{"image": "data:", "answer": "a"}]', r"task 1: not as expected \(KeyError: 'meta'"),
        ('[{"meta": {"item": "7/../8", "row_sum": ""}}]', "task 1: .*item '7/../8'"),
        ('[{"meta": {"item": 7, "row_sum": ""}}]', "task 1: not as expected"),
        ("[3]", "task 1: not as expected"),
        ("\x00\x01", "no JSON"),
    ],
)
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, content: str, message: str) -> None:
    """Where, what, and how to export."""
    path = tmp_path / "export.json"
    path.write_text(content)
    with pytest.raises(DataError, match=message) as caught:
        read_export(path)
    assert str(caught.value).startswith(str(path))


def test_the_work_of_two_people_gets_two_names(tmp_path: Path) -> None:
    """One must be named, by number or address; else verdicts would stand under another's name."""
    path = tmp_path / "export.json"
    path.write_text(json.dumps([annotated(ITEMS[0]), annotated(ITEMS[1], completed_by=5)]))
    both = read_export(path)
    with pytest.raises(UsageError, match=r"2 people \(5, anna@example.org\): name one with --from"):
        of_person(both, None)
    assert [one.item for one in of_person(both, "anna@example.org")] == [7]
    assert [one.item for one in of_person(both, "4")] == [7]
    assert [one.item for one in of_person(both, "5")] == [8]
    with pytest.raises(UsageError, match="--from 6: no annotation of that user"):
        of_person(both, "6")


def test_ids_travel_as_text() -> None:
    """Browsers would round an ID of 63 bits."""
    row = QUESTION | {"ID": 2**63 - 25}
    assert task(row, "", "1.0.0")["meta"]["item"] == "9223372036854775783"


@pytest.mark.parametrize("kind", TYPES)
def test_what_tasks_name_stands_in_the_interface(kind: str) -> None:
    """Each result names a control, and each control a picture that the tasks have."""
    row = {"mcq": QUESTION, "binary": QUESTION | {"output": "no"}, "captioning": CAPTION}.get(
        kind, POINTED
    ) | {"type": kind}
    made = task(row, "data:", "1.0.0")
    view = ElementTree.fromstring(config(kind))
    controls = {one.get("name"): one for one in view if one.get("toName")}
    shown = {str(one.get("value"))[1:] for one in view if one.get("value")}
    assert shown == set(made["data"])
    for one in made["predictions"][0]["result"]:
        control = controls[one["from_name"]]
        assert control.tag.lower() == one["type"] and control.get("toName") == one["to_name"]
        offered = {child.get("value") for child in control}
        assert set(one["value"][one["type"]]) <= offered
