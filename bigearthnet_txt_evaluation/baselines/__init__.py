"""Baselines: how far does the text alone lead? Three blind models, which see no image.

Release -> questions of train and test -> models -> scores. Per task, the models are the most
frequent answer, TF-IDF with a linear SVM, and gradient-boosted trees on structured features; and
the trees with the metadata of the patch, or with the other rows of its pack or of the patch, before
any is answered. Whatever they score above chance is no sight. Boxes are guessed by models of their
own: center box, mean box, mirror rule, and trees on point and words.

    >>> result = measure(Release.open("bigearthnet_txt"), print)
    >>> print(table_markdown(result))

Example, a task of 868 questions in test: majority 50.6 %, SVM 57.1 %, trees 56.3 %; the best of the
three is the SVM, 53.6 to 60.7 % with 95 % confidence, its target of 55 % missed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import starmap
from multiprocessing import get_context
from typing import TypeAlias

import numpy as np
from threadpoolctl import threadpool_limits

from bigearthnet_txt_evaluation.baselines.box_scores import (
    BoxScore,
    box_table_markdown,
    score_boxes,
)
from bigearthnet_txt_evaluation.baselines.boxes import CATEGORIES, box_tasks
from bigearthnet_txt_evaluation.baselines.intervals import FEWEST, Score, interval
from bigearthnet_txt_evaluation.baselines.overheard import overheard
from bigearthnet_txt_evaluation.baselines.questions import ASKED, Question, Questions, Task
from bigearthnet_txt_evaluation.baselines.sample import Progress, sample_text, steps_of, unheard
from bigearthnet_txt_evaluation.baselines.scores import (
    MAJORITY,
    SVM,
    TREES,
    WITH_METADATA,
    WITH_PACK,
    WITH_PATCH,
    Result,
    TaskScore,
    bench_markdown,
    beside_markdown,
    read_result,
    table_markdown,
    text_of,
)
from bigearthnet_txt_evaluation.baselines.siblings import (
    Siblings,
    beside,
    given_away,
    read_siblings,
)
from bigearthnet_txt_evaluation.baselines.texts import by_majority, by_words
from bigearthnet_txt_evaluation.baselines.trees import by_features
from bigearthnet_txt_reader.release import Release

__all__ = [
    "ASKED",
    "BLIND_FILE",
    "STEPS",
    "Result",
    "TaskScore",
    "beside_markdown",
    "bench_markdown",
    "box_table_markdown",
    "measure",
    "read_result",
    "rows_to_read",
    "sample_text",
    "score",
    "table_markdown",
    "text_of",
]
BLIND_FILE = "statistics/blind.json"  # in the release folder, beside its data
STEPS = len(ASKED) + len(CATEGORIES)  # tasks of the contract that are scored
_NO_SIBLINGS: Siblings = {}
_Job: TypeAlias = tuple[Task, Siblings]
_ALONE = 30_000  # questions up to which further processes would cost more time than they save


def measure(
    release: Release, progress: Callable[[int], object], read: Progress = unheard
) -> Result:
    """Trains on the questions of `train`, scores on those of `test` and the benchmark, by task.

    `progress(1)` follows each task, `read(n)` each n of `rows_to_read` rows before that.
    Deterministic: nothing is drawn, and a task is worked on by one thread of one process. Raises
    ReleaseError if the release lacks questions in train or test, or holds a question that cannot be
    read.
    """
    questions = Questions.of(release, read)
    workers = 1 if questions.chosen < _ALONE else os.cpu_count() or 1
    train, test = (read_siblings(release, split, read) for split in ("train", "test"))
    jobs = ((task, {**train, **test}) for task in questions.tasks())
    scores = {}
    for found in _scored(jobs, workers):
        scores[found.type, found.category] = found
        progress(1)
    tasks = tuple(scores[task] for task in questions.names)
    boxes = tuple(_boxes(release, progress))
    given, every = given_away(test), steps_of(release)
    return Result(release.version, tasks, boxes, given=given, every=every)


def rows_to_read(release: Release) -> int:
    """How many rows `measure` looks at before it trains."""
    counts = {config: release.rows.get(config, {}) for config in ("vqa", "refexp", "benchmark")}
    of_both = sum(
        2 * counts["vqa"].get(split, 0) + counts["refexp"].get(split, 0)
        for split in ("train", "test")
    )
    return of_both + sum(counts["benchmark"].values())


def _boxes(release: Release, progress: Callable[[int], object]) -> Iterator[BoxScore]:
    """The scores of the box questions, by category and kind."""
    for task in box_tasks(release):
        with threadpool_limits(1):
            yield from score_boxes(task)
        progress(1)


def _scored(jobs: Iterator[_Job], workers: int) -> Iterator[TaskScore]:
    """The scores of tasks, in the order of completion; no more tasks are held than workers."""
    if workers == 1:
        yield from starmap(score, jobs)
        return
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            yield from _in_pool(pool, jobs, workers)
    except BrokenProcessPool:
        raise ChildProcessError(
            f"one of {workers} processes that train baselines was killed, perhaps for lack of "
            "memory; free some, and run the same command again"
        ) from None


def _in_pool(pool: ProcessPoolExecutor, jobs: Iterator[_Job], most: int) -> Iterator[TaskScore]:
    running: set[Future[TaskScore]] = set()
    for job in jobs:
        running.add(pool.submit(score, *job))
        if len(running) == most:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    yield from (future.result() for future in running)


def score(task: Task, siblings: Siblings = _NO_SIBLINGS) -> TaskScore:
    """The accuracies of all models on one task; `siblings`: the rows of its patches.

    A task has none if train or test has fewer than FEWEST questions, or if its type is unknown.
    """
    # Threads that wait for each other take thirty times as long if cores are shared.
    with threadpool_limits(1):
        return _score(task, siblings)


def _score(task: Task, siblings: Siblings) -> TaskScore:
    found = TaskScore(
        type=task.type,
        category=task.category,
        train=task.train_rows,
        test=task.test_rows,
        bench=len(task.bench),
        models={},
        reading="",
    )
    if not found.known or min(found.train, found.test) < FEWEST:
        return found
    asked = replace(task, test=(*task.test, *task.bench))
    svm, reading = by_words(asked)
    answers = {
        MAJORITY: by_majority(asked),
        SVM: svm,
        TREES: by_features(asked),
        WITH_METADATA: by_features(asked, metadata=True),
    }
    on_test = {model: given[: found.test] for model, given in answers.items()}
    on_bench = {model: given[found.test :] for model, given in answers.items()}
    models = _accuracies(task.test, on_test) | _overhearing(task, siblings)
    return found.with_models(models, reading, _on_bench(task.bench, on_bench))


def _on_bench(items: Sequence[Question], answers: Mapping[str, np.ndarray]) -> dict[str, Score]:
    """The accuracies on the benchmark; nothing is said about too few items."""
    return _accuracies(items, answers) if len(items) >= FEWEST else {}


def _overhearing(task: Task, siblings: Siblings) -> dict[str, Score]:
    """The accuracies of trees that read the rows beside a question.

    Only questions of patches whose rows were read; nothing is said about too few, and of the pack
    only if the rows have one.
    """
    train, test = _of_patches(task.train, siblings), _of_patches(task.test, siblings)
    if min(len(train), len(test)) < FEWEST:
        return {}
    known = replace(task, train=train, test=test)
    packed = any(question.pack is not None for question in test)
    return {
        model: _accuracies(test, {model: _overheard(known, siblings, pack=pack)})[model]
        for model, pack in ((WITH_PACK, True), (WITH_PATCH, False))
        if packed or not pack
    }


def _of_patches(questions: Sequence[Question], siblings: Siblings) -> tuple[Question, ...]:
    return tuple(question for question in questions if question.patch in siblings)


def _overheard(task: Task, siblings: Siblings, *, pack: bool) -> np.ndarray:
    rows = [beside(question, siblings, pack=pack) for question in (*task.train, *task.test)]
    return by_features(task, others=overheard(task, rows))


def _accuracies(
    questions: Sequence[Question], answers: Mapping[str, np.ndarray]
) -> dict[str, Score]:
    right = np.array([question.right for question in questions])
    places = [question.place for question in questions]
    return {model: interval(given == right, places) for model, given in answers.items()}
