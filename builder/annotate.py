"""The registry of tasks: it finds every topic and writes the texts of patches.

Facts -> Annotations

A task is a line of TASKS in the contract and a `Topic` in a file of `builder/tasks` (captions: in
`builder/captions`); the lines give the order of the rows. The rules are written down in SPEC.md.
Example: annotate(facts, seed=1)[2] of T33UUP_26_57 is Annotation(type="binary",
category="presence", number=0, input="Are there any pastures in the image?", output="yes", ...).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from bigearthnet_txt import TASKS, Task
from builder import captions, tasks
from builder.balance import NEUTRAL, Candidate, Occurrence, SamplingWeights
from builder.chance import rng_for
from builder.records import Annotation, Facts
from builder.tasks.topics import Drawn, Topic


def _modules() -> Iterator[ModuleType]:
    yield captions
    for found in iter_modules(tasks.__path__):
        yield import_module(f"{tasks.__name__}.{found.name}")


def _topics(modules: Iterable[ModuleType]) -> Iterator[Topic]:
    """The topics that the modules hold."""
    for module in modules:
        yield from (value for value in vars(module).values() if isinstance(value, Topic))


def registry(topics: Iterable[Topic], contract: Sequence[Task] = TASKS) -> dict[str, Topic]:
    """Task ("binary/presence") -> topic, in the order of the contract.

    Raises ValueError if a task has no topic or two, or a topic no line in the contract.
    """
    found: dict[str, Topic] = {}
    for topic in topics:
        if found.setdefault(topic.name, topic) is not topic:
            raise ValueError(f"{topic.name}: two topics in builder/tasks; keep one")
    names = [task.name for task in contract]
    _require_both(names, found)
    return {name: found[name] for name in names}


def _require_both(names: Sequence[str], topics: Iterable[str]) -> None:
    if unknown := sorted(set(topics) - set(names)):
        raise ValueError(f"{unknown[0]}: a topic without a line in TASKS of bigearthnet_txt.py")
    if missing := sorted(set(names) - set(topics)):
        raise ValueError(f"{missing[0]}: a line in TASKS without a topic in builder/tasks")


TOPICS = registry(_topics(_modules()))
TASK_VERSIONS = {name: topic.version for name, topic in TOPICS.items()}
_DRAWN = {name: topic.rows for name, topic in TOPICS.items() if isinstance(topic.rows, Drawn)}
FEATURES = {name: drawn.features for name, drawn in _DRAWN.items()}


def annotate_all(
    patches: Sequence[Facts], seed: int, priors: SamplingWeights = NEUTRAL
) -> list[list[Annotation]]:
    """All rows of each patch, in the order of the tasks.

    About 20 on real maps, at most 16 questions, 6 boxes and 3 captions. What cannot be asked
    truthfully and unambiguously is not asked. Pure: the rows of a patch do not depend on the
    others. Without the sampling weights of a survey all rows are true, but some answers are more
    frequent than others. Task by task, since the words and rules of one stay in the processor's
    cache: of 100 patches together each takes four fifths of the time of one alone.
    """
    rows: list[list[Annotation]] = [[] for _ in patches]
    for name, topic in TOPICS.items():
        for found, facts in zip(rows, patches, strict=True):
            found += topic.write(facts, rng_for(seed, facts.record.patch_id, name), priors)
    return rows


def annotate(facts: Facts, seed: int, priors: SamplingWeights = NEUTRAL) -> list[Annotation]:
    """All rows of one patch; see `annotate_all`."""
    return annotate_all([facts], seed, priors)[0]


def candidate_sets(
    task: str, facts: Facts, seed: int, occurrence: Occurrence
) -> Iterable[Sequence[Candidate]]:
    """The questions of a task of `FEATURES` that could be asked of a patch.

    Of each set `annotate` draws at most one.
    """
    chance = rng_for(seed, facts.record.patch_id, task)
    return _DRAWN[task].candidate_sets(facts, chance, occurrence)
