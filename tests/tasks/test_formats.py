"""The form of the rows: as published, so that what reads the published set reads these."""

import re
from collections import Counter
from functools import cache

import numpy as np

from bigearthnet_txt import CLASSES, CLC, TASKS
from builder import captions
from builder.annotate import annotate
from builder.landcover import analyse
from builder.records import Annotation, Facts
from builder.tasks import adjacency, area, boxes, count, position, presence, setting
from builder.tasks.wording import Wordings
from tests.landcover.maps import squares
from tests.tasks.examples import ALONE, EMPTY, RECORD, SPLIT, THREE

_TOPICS = (adjacency, area, boxes, count, position, presence, setting)
_WORDINGS = [
    value for topic in _TOPICS for value in vars(topic).values() if isinstance(value, Wordings)
]


@cache
def _patches() -> list[list[Annotation]]:
    return [
        annotate(Facts(RECORD, analyse(codes)), seed) for seed, codes in enumerate(squares() * 2)
    ]


def _rows(kind: str) -> list[Annotation]:
    return [row for rows in _patches() for row in rows if row.type == kind]


def test_all_fifteen_tasks_occur() -> None:
    """Type and category of the rows are the fifteen of the contract."""
    found = {(row.type, row.category) for rows in _patches() for row in rows}
    assert found == {(task.type, task.category) for task in TASKS}


def test_rows_per_patch() -> None:
    """A patch has about twenty rows.

    Three captions, up to twenty-one questions, up to three points and three references.
    """
    sizes = [len(rows) for rows in _patches()]
    assert 19 <= sum(sizes) / len(sizes) <= 25
    for rows in _patches():
        kinds = Counter(row.type for row in rows)
        assert kinds["captioning"] == 3
        assert kinds["binary"] + kinds["mcq"] <= 21
        assert (
            max(
                Counter(row.category for row in rows if row.type == "bounding box").values(),
                default=0,
            )
            <= 3
        )


def test_rows_of_a_task_are_numbered_from_zero() -> None:
    """The index of a row counts the rows of its task, on which its ID rests."""
    for cover in (THREE, SPLIT, ALONE, EMPTY):
        rows = annotate(Facts(RECORD, cover), 1)
        for task in {(row.type, row.category) for row in rows}:
            indices = [row.number for row in rows if (row.type, row.category) == task]
            assert indices == list(range(len(indices)))


def test_no_patch_asks_the_same_twice() -> None:
    """All inputs of a patch differ, but for points and references, which may share their words."""
    for rows in _patches():
        questions = [row.input for row in rows]
        assert len(set(questions)) == len(questions)


def test_a_map_with_every_class_leaves_out_what_has_no_wrong_answer() -> None:
    """Noise of all nineteen classes leaves out what has no wrong answer.

    Each class touches each: nothing is absent, nothing apart, and thousands of regions are not
    counted. What is left to choose from is the area, and what can only be confirmed is for the
    sampling weights to leave out.
    """
    codes = np.array(
        [next(code for code, clc in CLC.items() if clc.label == label) for label in CLASSES],
        np.uint16,
    )
    noise = np.random.default_rng(0).choice(codes, (120, 120))
    facts = Facts(RECORD, analyse(noise))
    rows = [row for seed in range(20) for row in annotate(facts, seed)]
    assert {row.category for row in rows if row.type == "mcq"} == {
        "country",
        "season",
        "climate zone",
        "area",
    }
    confirmed = {
        (row.category, row.output)
        for row in rows
        if row.type == "binary" and row.category != "area"
    }
    assert confirmed == {("presence", "yes"), ("adjacency", "yes")}


def test_binary_rows() -> None:
    """The output is a bare yes or no, the question ends with a question mark."""
    for row in _rows("binary"):
        assert row.output in ("yes", "no")
        assert (row.options, row.answer) == (("yes", "no"), row.output)
        assert re.fullmatch(r"[A-Z][^?]*\?", row.input)


def test_choice_rows() -> None:
    """A choice has four options inline behind the stem and a bare letter as output.

    The answer is the letter's option.
    """
    for row in _rows("mcq"):
        a, b, c, d = row.options
        assert re.fullmatch(
            r"[A-Z].*[?:.]", row.input.removesuffix(f" a) {a}, b) {b}, c) {c}, d) {d}")
        )
        assert row.answer == dict(zip("abcd", row.options, strict=True))[row.output]
        assert len(set(row.options)) == 4


def test_box_rows() -> None:
    """Boxes and points are printed with two decimals in shortest form.

    They are in the row as numbers too.
    """
    part = r"(?:0\.\d{1,2}|1\.0)"
    for row in _rows("bounding box"):
        assert re.fullmatch(rf"\[{part} {part}, {part} {part}\]", row.output)
        assert row.output == row.box.text()
        if row.category == "point":
            assert (
                re.search(rf"<point>\({part}, {part}\)</point>", row.input)[0]
                == f"<point>{row.point.text()}</point>"
            )
            assert row.expression is None
        else:
            assert f"<ref>{row.expression}</ref>" in row.input
            assert row.point is None


def test_texts_are_clean() -> None:
    """Texts have no doubled spaces and no comma before a closing mark.

    They have no control characters, and no template is left unfilled.
    """
    for rows in _patches():
        for row in rows:
            for text in (row.input, row.output):
                assert not re.search(r"  |,[.,;:?)<]|[{}\v|]| $|^ ", text), text


def test_names_with_a_comma_are_closed() -> None:
    """The long name takes a comma where the sentence goes on, and none before a mark."""
    said = "land principally occupied by agriculture, with significant areas of natural vegetation"
    rows = [
        row
        for rows in _patches()
        for row in rows
        if row.type in ("binary", "bounding box") and said in row.input.lower()
    ]
    assert rows
    for row in rows:
        rest = row.input.lower().partition(said)[2]
        assert re.match(r", \w|[?.,]|</ref>", rest), row.input


def test_classes_stand_in_class_order() -> None:
    """The classes a row speaks of are named once each, in the order of CLASSES."""
    for rows in _patches():
        for row in rows:
            assert list(row.classes) == sorted(set(row.classes), key=CLASSES.index)


def test_every_task_has_six_wordings_with_ids_of_their_own() -> None:
    """Ids give category, type and number, and no two wordings share one.

    Every task has six wordings; each grain of captions has at least six prompts.
    """
    ids = [
        f"{w.category}/{w.type}/{w.first + k}" for w in _WORDINGS for k in range(len(w.templates))
    ]
    assert len(set(ids)) == len(ids)
    per_task = Counter(i.rpartition("/")[0] for i in ids)
    assert set(per_task) == {
        f"{task.category}/{task.type}" for task in TASKS if task.type != "captioning"
    }
    assert min(per_task.values()) >= 6
    grains = Counter(prompt.grain for prompt in captions.PROMPTS)
    assert len(grains) == 3 and min(grains.values()) >= 6


def test_every_wording_is_used() -> None:
    """The ids of the rows are all those of the lists, and each belongs to its row's task."""
    used = {row.template for rows in _patches() for row in rows}
    assert used >= {
        f"{w.category}/{w.type}/{w.first + k}"
        for w in _WORDINGS
        for k in range(len(w.templates))
        if w.category != "relative pos"
    }
    assert all(
        row.template.startswith(f"{row.category}/{row.type}/")
        for rows in _patches()
        for row in rows
    )


def test_another_seed_changes_no_answer() -> None:
    """Whatever is asked of a map in the same words under other seeds has the same answer."""
    answers: dict[tuple[int, str], set[str]] = {}
    for k, codes in enumerate(squares()[:20]):
        cover = analyse(codes)
        for seed in range(30):
            for row in annotate(Facts(RECORD, cover), seed):
                if row.type in ("binary", "mcq"):
                    answers.setdefault((k, row.input), set()).add(row.output)
    assert len(answers) > 4000
    assert all(len(given) == 1 for given in answers.values())


def test_the_same_seed_gives_the_same_rows() -> None:
    """Rows follow from record, facts and seed alone; another seed words and asks differently."""
    assert annotate(Facts(RECORD, THREE), 7) == annotate(Facts(RECORD, THREE), 7)
    one, other = ({row.input for row in annotate(Facts(RECORD, THREE), seed)} for seed in (7, 8))
    assert len(one & other) < len(one) / 2
