"""The page of the review in a browser: what is pressed is what the log holds.

Where the server is killed, it is a process of its own.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest

from builder.review.items import Item
from builder.review.log import read_log
from tests.conftest import ROOT
from tests.review.asking import CRITERIA
from tests.review.conftest import reviewing
from tests.upload.browser import Browser

Move = Callable[[tuple[float, float], tuple[float, float]], None]
CHECKED = "document.querySelector('.contradicts, .agrees')"
READY = "document.querySelector('#review').dataset.item"


@contextmanager
def served(release: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command that serves a review, on a free port, and the address that it prints."""
    command = [sys.executable, "-m", "builder", "benchmark", "review", str(release), "--port", "0"]
    with subprocess.Popen(
        [*command, *more], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        line = next(line for line in process.stdout if line.startswith("open "))
        try:
            yield process, line.split()[1]
        finally:
            process.kill()


def has_large_box(row: dict[str, Any]) -> bool:
    """Has a row a box of which some pixels can be cut away?"""
    x0, y0, x1, y1 = row["box_pixels"] or (0, 0, 0, 0)
    return min(x1 - x0, y1 - y0) > 12


class Reviewer:
    """Someone at the keyboard, who writes down what the log should hold."""

    def __init__(self, browser: Browser, items: list[Item], log: Path) -> None:
        self.browser, self.log = browser, log
        self.rows = {str(item.id): item.row for item in items}
        self.expected: list[dict[str, Any]] = []
        self.seconds: list[float] = []  # from the key to the line in the log
        self.pressed: set[str] = set()
        self.dragged = False
        self.seen: dict[str, int] = {}  # type -> items judged

    def sit(self, address: str) -> None:
        self.browser.open(address)
        self.browser.wait(READY)

    def item(self) -> str:
        return str(self.browser.run(READY))

    def press(self, key: str) -> None:
        self.pressed.add(key)
        self.browser.press(key)

    def answer_if_asked(self) -> str | None:
        """The second answer, if the stored one is hidden; it is not on the page until then."""
        if self.browser.run("document.querySelector('[data-key=a]') !== null"):
            return None
        assert not self.browser.run("document.querySelector('.stored') !== null")
        self.press("2")
        self.browser.wait("document.querySelector('[data-key=a]')")
        return "b" if self.row()["type"] == "mcq" else "no"

    def row(self) -> dict[str, Any]:
        return self.rows[self.item()]

    def judge(self, key: str, verdict: str, **stated: Any) -> None:
        """Presses the key that gives a verdict, and waits for its line and for the next item."""
        item = self.item()
        size = self.log.stat().st_size if self.log.exists() else 0
        start = time.perf_counter()
        self.press(key)
        while self.log.stat().st_size == size:
            assert time.perf_counter() - start < 10, self.browser.run("document.body.innerText")
        self.seconds.append(time.perf_counter() - start)
        self.expected.append({"item": int(item), "verdict": verdict, **stated})
        self.browser.wait(
            f"({READY} && {READY} !== '{item}') || !document.querySelector('#end').hidden"
        )

    def work(self) -> None:
        """Judges the item on the page, each of a type in another way."""
        row, blind = self.row(), self.answer_if_asked()
        turn = self.seen.get(row["type"], 0)
        self.seen[row["type"]] = turn + 1
        if row["type"] == "captioning":
            self._caption(turn)
        elif not self.dragged and has_large_box(row):
            self._drag(row)
        elif turn % 4 == 1:
            self._correct(row, blind)
        else:
            key, verdict = (("a", "accept"), ("", ""), ("r", "reject"), ("u", "unsure"))[turn % 4]
            self.judge(key, verdict, blind=blind)

    def _caption(self, turn: int) -> None:
        """The first caption fails two criteria, the second the others, the third none."""
        fails = CRITERIA[2 * (turn % 3) :][:2]
        for name in fails:
            self.press(str(CRITERIA.index(name) + 1))
        criteria = {name: name not in fails for name in CRITERIA}
        key, verdict = ("a", "accept") if all(criteria.values()) else ("r", "reject")
        self.judge(key, verdict, criteria=criteria)

    def _correct(self, row: dict[str, Any], blind: str | None) -> None:
        """A question to its other or its next answer, a box by a pixel to the left."""
        self.press("c")
        if row["type"] == "bounding box":
            right = self._keys(row)
            self.judge("Enter", "correct", correction={"box_pixels": right})
            return
        outputs = ["yes", "no"] if row["type"] == "binary" else ["a", "b", "c", "d"]
        to = (outputs.index(row["output"]) + 1) % len(outputs)
        if row["type"] == "mcq":
            self.press(str(to + 1))
        self.browser.wait("document.querySelector('.contradicts')")
        self.judge("Enter", "correct", blind=blind, correction={"output": outputs[to]})

    def _keys(self, row: dict[str, Any]) -> list[int]:
        """Moves the right edge a pixel inwards, by keys; the text of a box may round that away."""
        x0, y0, x1, y1 = row["box_pixels"]
        self.press("3")
        self.press("ArrowLeft")
        self.browser.wait(CHECKED)
        return [x0, y0, x1 - 1, y1]

    def drag(self, row: dict[str, Any], pixels: Sequence[int], move: Move) -> list[int]:
        """Moves each edge from its middle by pixels of the patch; the box that the page says."""
        box = np.array(row["box_pixels"])
        for edge, distance in enumerate(pixels):
            start = (box[[0, 1]] + box[[2, 3]]) / 2
            start[edge % 2] = box[edge]
            end = start.copy()
            end[edge % 2] += distance
            move(self._window(start), self._window(end))
            box[edge] += distance
            shown = ", ".join(map(str, box))
            self.browser.wait(f"document.querySelector('#item').innerText.includes('{shown}')")
        self.browser.wait(CHECKED)
        return list(map(int, box))

    def _drag(self, row: dict[str, Any]) -> None:
        """Drags each edge from its middle inwards, by 3, 2, 1 and 4 pixels of the patch."""
        self.press("c")
        self.dragged = True
        box = self.drag(row, (3, 2, -1, -4), self.browser.drag)
        self.judge("Enter", "correct", correction={"box_pixels": box})

    def _window(self, place: np.ndarray) -> tuple[float, float]:
        """A place of the patch in the window."""
        box = self.browser.run(
            "document.querySelector('.picture svg').getBoundingClientRect().toJSON()"
        )
        x, y = place * box["width"] / 120
        return box["x"] + x, box["y"] + y


@pytest.fixture
def anna(browser: Browser, reviewed: Path, items: list[Item]) -> Reviewer:
    browser.resize(1280, 800)
    return Reviewer(browser, items, reviewed.with_name("bigearthnet_txt-review") / "anna.jsonl")


def test_the_log_holds_what_was_pressed_through_a_kill(anna: Reviewer, reviewed: Path) -> None:
    """40 items, every key, all four criteria, a box dragged by each edge; killed after item 17."""
    more = ("--reviewer", "anna", "--blind", "0.3")
    with served(reviewed, *more) as (process, address):
        anna.sit(address)
        for _ in range(17):
            anna.work()
        process.send_signal(signal.SIGKILL)
        process.wait()
    with served(reviewed, *more) as (_, address):
        anna.sit(address)
        assert anna.browser.run("document.querySelector('#count').textContent").startswith("18 of")
        for _ in range(22):
            anna.work()
        anna.press("b")
        anna.browser.wait(f"{READY} === '{anna.expected[-1]['item']}'")
        before = anna.expected[-1]
        kept = {"blind": before.get("blind"), "criteria": before.get("criteria")}
        anna.judge("u", "unsure", **kept)
        anna.work()
    lines = read_log(anna.log)
    found = [
        {
            name: getattr(line, name)
            for name in ("item", "verdict", "correction", "blind", "criteria")
        }
        for line in lines
    ]
    empty = {"correction": None, "blind": None, "criteria": None}
    assert found == [empty | one for one in anna.expected]
    assert len({line.item for line in lines}) == 40
    assert anna.pressed >= {"a", "b", "c", "r", "u", "1", "2", "3", "4", "Enter"}
    assert anna.dragged and any(line.blind for line in lines)
    waits = [f"{1000 * wait:.0f} ms" for wait in (median(anna.seconds), max(anna.seconds))]
    print(f"from the key to the line in the log: median {waits[0]}, longest {waits[1]}")


def test_the_page_works_by_touch_at_the_width_of_a_phone(anna: Reviewer, reviewed: Path) -> None:
    """Nothing needs sideways scrolling, a button judges as its key does, a finger moves an edge."""
    anna.browser.resize(390, 844)
    with reviewing(reviewed, "anna") as client:
        anna.sit(client.address)
        for button, verdict in (("r", "reject"), ("u", "unsure")):
            item = anna.item()
            assert anna.browser.run("document.documentElement.scrollWidth <= innerWidth")
            assert anna.browser.run("document.querySelector('.picture').clientWidth") == 366
            anna.browser.click_on(f"[data-key={button}]")
            anna.browser.wait(f"{READY} && {READY} !== '{item}'")
            assert read_log(anna.log)[-1].verdict == verdict
        while not has_large_box(anna.row()):
            anna.judge("u", "unsure")
        anna.browser.click_on("[data-key=c]")
        anna.browser.run("scrollTo(0, 0)")
        box = anna.drag(anna.row(), (4, 1, -2, -5), anna.browser.swipe)
        item = anna.item()
        anna.browser.click_on("[data-key=Enter]")
        anna.browser.wait(f"{READY} && {READY} !== '{item}'")
    assert read_log(anna.log)[-1].correction == {"box_pixels": box}


def test_composites_are_a_key_away_and_land_cover_does_not_stay(
    anna: Reviewer, reviewed: Path
) -> None:
    """At 448 px or more; the next item is shown without the land cover of the one before."""
    view = "document.querySelector('canvas').dataset.view"
    with reviewing(reviewed, "anna") as client:
        anna.sit(client.address)
        assert anna.browser.run("document.querySelector('.picture').clientWidth") >= 448
        for name in ("false_color", "swir", "sar", "true_color", "false_color"):
            anna.press("v")
            anna.browser.wait(f"{view} === '{name}'")
        anna.press("l")
        anna.browser.wait(f"{view} === 'land_cover'")
        anna.judge("u", "unsure")
        anna.browser.wait(f"{view} === 'false_color'")


def test_a_comment_is_typed_without_judging(anna: Reviewer, reviewed: Path) -> None:
    """Letters in the comment are no keys, and what is typed stays text."""
    with reviewing(reviewed, "anna") as client:
        anna.sit(client.address)
        anna.press("m")
        for letter in "<b>ar</b>":
            anna.press(letter)
        anna.press("Escape")
        anna.judge("u", "unsure")
        anna.press("b")
        anna.browser.wait(f"{READY} === '{anna.expected[-1]['item']}'")
        assert "“<b>ar</b>”" in anna.browser.run("document.querySelector('.note').textContent")
        assert anna.browser.run("document.querySelector('.note b')") is None
    assert read_log(anna.log)[0].comment == "<b>ar</b>"


def test_a_page_that_is_closed_comes_back_to_its_item(anna: Reviewer, reviewed: Path) -> None:
    """With the answer to a blind question, which cannot be given twice."""
    with reviewing(reviewed, "anna", blind=1.0) as client:
        anna.sit(client.address)
        item, blind = anna.item(), anna.answer_if_asked()
        assert blind
        anna.browser.open("about:blank")
        anna.sit(client.address)
        assert anna.item() == item and anna.answer_if_asked() is None
        assert f"Your answer: {blind}." in anna.browser.run("document.body.innerText")
        anna.judge("a", "accept")
    assert read_log(anna.log)[0].blind == blind


def test_a_server_that_ended_is_said_and_nothing_is_pressed_twice(
    anna: Reviewer, reviewed: Path
) -> None:
    with served(reviewed, "--reviewer", "anna") as (process, address):
        anna.sit(address)
        anna.answer_if_asked()
        process.kill()
        process.wait()
        anna.press("u")
        anna.browser.wait("!document.querySelector('#error').hidden")
        said = anna.browser.run("document.querySelector('#error').textContent")
        assert "the server does not answer: start the command again" in said
    assert anna.log.read_bytes() == b""
