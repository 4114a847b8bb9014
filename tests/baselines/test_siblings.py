"""The trees find what rows of a patch betray of each other, and nothing if nothing is betrayed."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from bigearthnet_txt_evaluation.baselines import score
from bigearthnet_txt_evaluation.baselines.overheard import overheard
from bigearthnet_txt_evaluation.baselines.questions import Question, Task
from bigearthnet_txt_evaluation.baselines.scores import (
    MAJORITY,
    SVM,
    TREES,
    WITH_METADATA,
    WITH_PACK,
    WITH_PATCH,
    Given,
    Result,
    TaskScore,
    beside_markdown,
    read_result,
    text_of,
)
from bigearthnet_txt_evaluation.baselines.siblings import Said, beside, given_away, said
from tests.baselines.planted import NAMES, YES_NO

Beside = Callable[[Random, str, bool], list[dict[str, object]]]


def row(kind: str, category: str, text: str, **values: object) -> dict[str, object]:
    """A row of a text config, as far as the models read it."""
    known = {"ID": 1, "patch_id": "S2_33UUP_26_57", "options": None, "expression": None}
    return {**known, "type": kind, "category": category, "input": text, "pack": 0, **values}


def asked(n: int, label: str, *, yes: bool) -> Question:
    """A yes/no question for a class, number `n` of as many places, in pack 0."""
    stem, place = f"Are there any {label.lower()} in the image?", f"33UUP_{n}_0"
    return Question(
        stem,
        YES_NO,
        right=int(not yes),
        template="presence/binary/0",
        place=place,
        setting=("Austria", "Summer", None),
        center=(50.0, 10.0),
        patch=f"S2_{place}",
        row=n,
        pack=0,
    )


def planted(rows: Beside, number: int = 700) -> tuple[Task, dict[str, list[Said]]]:
    """Coins as questions, and the rows beside each; two fifths of them are test."""
    chance, questions, siblings = Random(3), [], {}
    for n in range(number):
        label, yes = chance.choice(NAMES), chance.random() < 0.5
        questions.append(asked(n, label, yes=yes))
        patch = questions[-1].patch
        found = [said(one | {"patch_id": patch, "ID": -1}) for one in rows(chance, label, yes)]
        siblings[patch] = found
    train = number * 3 // 5
    return Task("binary", "presence", (*questions[:train],), (*questions[train:],)), siblings


def named(pack: int, kind: str, category: str) -> Beside:
    """A row that names the class if the answer is yes, else another one, as area questions do."""

    def rows(chance: Random, label: str, yes: bool) -> list[dict[str, object]]:
        other = label if yes else chance.choice([name for name in NAMES if name != label])
        text = f"Do {other.lower()} cover more than 20% of the image?"
        return [row(kind, category, text, pack=pack)]

    return rows


@pytest.mark.parametrize(
    ("pack", "found"), [(0, {WITH_PACK: True, WITH_PATCH: True}), (4, {WITH_PATCH: True})]
)
def test_a_class_that_is_named_in_another_row_is_found(pack: int, found: dict[str, bool]) -> None:
    """It is found in the pack if it stands there, and in the patch in any case."""
    task, siblings = planted(named(pack, "binary", "area"))
    models = score(task, siblings).models
    assert models[TREES][0] < 0.6
    for model in (WITH_PACK, WITH_PATCH):
        assert models[model][0] > 0.95 if model in found else models[model][0] < 0.6


def test_rows_that_say_nothing_betray_nothing() -> None:
    """A question for the season beside a coin leaves it a coin."""
    task, siblings = planted(lambda *_: [row("mcq", "season", "Which season is it?")])
    assert all(part < 0.6 for part, _, _ in score(task, siblings).models.values())


def test_without_siblings_or_packs_less_is_measured() -> None:
    """A release without `pack`, such as the published text, has no score within packs."""
    task, siblings = planted(named(0, "binary", "area"))
    assert {WITH_PACK, WITH_PATCH}.isdisjoint(score(task).models)
    bare = Task(
        task.type,
        task.category,
        tuple(question._replace(pack=None) for question in task.train),
        tuple(question._replace(pack=None) for question in task.test),
    )
    models = score(bare, siblings).models
    assert WITH_PACK not in models and models[WITH_PATCH][0] > 0.95


def test_a_question_is_not_beside_itself() -> None:
    """Of its patch the other rows are read, of its pack those with its number."""
    question = asked(0, "Pastures", yes=True)
    rows = [
        said(row("binary", "presence", question.stem, ID=0)),
        said(row("mcq", "season", "Which season is it?", ID=1)),
        said(row("binary", "area", "Do pastures cover more than 20% of the image?", ID=2, pack=4)),
    ]
    siblings = {question.patch: rows}
    assert beside(question, siblings, pack=True) == [rows[1]]
    assert beside(question, siblings, pack=False) == rows[1:]


def test_what_a_row_says() -> None:
    """Classes by stem and option, numbers in percent, and where an expression looks."""
    options = ["Pastures", "Mixed forest", "Arable land", "Urban fabric"]
    text = "Which class touches broad-leaved forest? a) Pastures, b) ..."
    found = said(row("mcq", "adjacency", text, options=options))
    assert [len(part) for part in found.parts] == [1, 1, 1, 1, 1]
    assert len(found.classes) == 5 and found.task == "mcq adjacency"
    area = said(row("binary", "area", "Do pastures cover more than 14.4 hectares of the image?"))
    assert area.numbers == (10.0,)
    expression = "leftmost connected region of pastures"
    referred = said(
        row("bounding box", "reference", f"<ref>{expression}</ref>", expression=expression)
    )
    assert referred.heading == (-1, 0) and referred.classes == area.classes


def test_amounts_of_the_same_class_enclose_it() -> None:
    """The features of a threshold of 30% beside one of 40%: ten below, and 60 left for others."""
    question = asked(0, "Pastures", yes=True)._replace(
        stem="Do pastures cover more than 30% of the image?"
    )
    other = "Do pastures cover less than 40% of the image?"
    rows = [said(row("binary", "area", other))]
    features = overheard(Task("binary", "area", (question,), (question,)), [rows, rows])
    values = {feature.name: feature.values[0, 0] for feature in features}
    assert values["mean in binary area"] == 40 and values["above the mean in binary area"] == -10
    assert values["a in binary area"] == values["a told"] == 1
    assert values["area left over"] == 70 and np.isnan(values["mean in mcq area"])


def test_points_that_ask_for_the_box_of_a_reference_are_counted() -> None:
    """Two references of one patch: a point asks for the box of one, in another pack."""
    box, other = [0, 0, 40, 40], [40, 0, 80, 40]
    rows = [
        said(row("bounding box", "reference", "", box_pixels=box, pack=4)),
        said(row("bounding box", "reference", "", box_pixels=other, pack=4)),
        said(row("bounding box", "point", "", box_pixels=box, pack=1)),
    ]
    found = given_away({"patch": rows})
    assert found and found.references == 2
    assert (found.pack[0], found.patch[0]) == (0, 0.5)
    assert given_away({"patch": rows[2:]}) is None


def test_what_was_measured_is_kept_and_shown() -> None:
    """The file gives the same table again; a pack whose interval holds its target is too small."""
    models = dict.fromkeys((MAJORITY, SVM, TREES, WITH_METADATA), (0.5, 0.45, 0.55))
    beside_it = {WITH_PACK: (0.58, 0.55, 0.61), WITH_PATCH: (0.98, 0.97, 0.99)}
    task = TaskScore("binary", "presence", 900, 800, models=models | beside_it, reading="text")
    given = Given(references=7, pack=(0.0, 0.0, 0.0), patch=(0.25, 0.2, 0.3))
    result = Result("1.0.0", (task, TaskScore("mcq", "count", 9, 9, {}, "")), given=given)
    assert read_result(text_of(result)) == result
    presence, boxes = beside_markdown(result).splitlines()[2:]
    assert (
        "58.0 (55.0 to 61.0)" in presence
        and "<= 60: too few to tell" in presence
        and "98.0" in presence
    )
    assert "0.0 (0.0 to 0.0)" in boxes and "25.0" in boxes
