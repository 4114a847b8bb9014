"""The registry of tasks: contract, topics and specification say the same of every task."""

import re
from pathlib import Path

import pytest

from bigearthnet_txt import TASKS, Task
from builder import tasks
from builder.annotate import TASK_VERSIONS, TOPICS, annotate, registry
from builder.records import Facts
from builder.tasks.topics import Topic
from tests.tasks.examples import RECORD, THREE

ONE, OTHER = Topic("mcq", "one", "1.0", lambda *_: ()), Topic("mcq", "other", "1.0", lambda *_: ())


def _line(topic: Topic) -> Task:
    return Task(topic.type, topic.category, "vqa")


def test_every_task_of_the_contract_has_its_topic() -> None:
    """What files of tasks and captions export is found without a list, in the contract's order."""
    assert list(TOPICS) == [task.name for task in TASKS]


def test_rows_stand_in_the_order_of_the_contract() -> None:
    """The rows of a patch come task by task, as TASKS has them."""
    found = dict.fromkeys(f"{row.type}/{row.category}" for row in annotate(Facts(RECORD, THREE), 1))
    assert list(found) == [task.name for task in TASKS if task.name in found]
    assert len(found) >= 12


def test_the_order_is_that_of_the_contract_and_not_of_the_files() -> None:
    """Whatever file is read first, the first line of the contract comes first."""
    found = registry([OTHER, ONE], [_line(ONE), _line(OTHER)])
    assert list(found.values()) == [ONE, OTHER]


@pytest.mark.parametrize(
    ("topics", "contract", "fault"),
    [
        ([ONE, OTHER], [_line(ONE)], "mcq/other: a topic without a line in TASKS"),
        ([ONE], [_line(ONE), _line(OTHER)], "mcq/other: a line in TASKS without a topic"),
        ([ONE, Topic("mcq", "one", "1.1", ONE.rows)], [_line(ONE)], "mcq/one: two topics"),
    ],
)
def test_contract_and_topics_must_agree(
    topics: list[Topic], contract: list[Task], fault: str
) -> None:
    """A task that only one side has is named, with the file to mend."""
    with pytest.raises(ValueError, match=fault):
        registry(topics, contract)


def test_a_topic_that_two_files_hold_is_one() -> None:
    """An imported topic is not a second one."""
    assert registry([ONE, ONE], [_line(ONE)]) == {"mcq/one": ONE}


def test_the_versions_in_the_specification_are_those_of_the_topics() -> None:
    """The table between the markers of SPEC.md; put this one there if they differ."""
    spec = (Path(tasks.__file__).parent / "SPEC.md").read_text("utf-8")
    marked = re.search(r"<!-- versions: .*? -->\n(.*?)<!-- end of versions -->", spec, re.S)
    lines = [f"| `{name}` | {version} |" for name, version in TASK_VERSIONS.items()]
    table = "\n".join(["| task | version |", "|---|---|", *lines]) + "\n"
    assert marked
    assert marked[1] == table
