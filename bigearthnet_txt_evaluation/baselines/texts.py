"""Two blind models that read words only: the most frequent answer, and TF-IDF with a linear SVM.

Task -> the place of the answer for each question of test, int64 (n,). Example: [1, 0, 0] for "no",
"yes", "yes", or for b, a, a.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bigearthnet_txt import LETTERS
from bigearthnet_txt_evaluation.baselines.questions import Question, Task

_TOKEN = re.compile(r"\d+(?:\.\d+)?%?|[^\W\d]\w*")
# Of LinearSVC: if texts say next to nothing, a strict machine finds more of it in test than the
# default of 1.
_COST = 0.1
_LEAST = 2  # questions in which a word or a pair of words must occur
_Documents = Iterable[Sequence[str]]  # read once, one after the other


def answers_of(questions: Sequence[Question]) -> np.ndarray:
    """The places of the right options: int64 (n,)."""
    return np.array([question.right for question in questions], np.int64)


def by_majority(task: Task) -> np.ndarray:
    """The most frequent answer of train (mcq: the letter; ties: the first) for every question."""
    return np.full(len(task.test), np.bincount(answers_of(task.train)).argmax())


def by_words(task: Task) -> tuple[np.ndarray, str]:
    """The answers of the SVM, and how it read the questions: "text", "letters" or "options".

    A binary question is read as a text. An mcq is tried in two ways: the whole text with the
    letters as classes, and option by option (is this one right?), the widest margin winning. What
    scores better on what is *asked* is returned, so that nobody can say a weak opponent was chosen.
    """
    if task.type == "binary":
        return _by_text(task), "text"
    right = answers_of(task.test)
    tried = {"letters": _by_text(task), "options": _by_option(task)}
    best = max(tried, key=lambda reading: int((tried[reading] == right).sum()))
    return tried[best], best


def _margins(train: _Documents, right: np.ndarray, test: _Documents) -> np.ndarray:
    """Margins of the documents of test (tokens) from an SVM trained on those of train.

    float64 (n,), or (n, classes) if there are more than two.
    """
    words = TfidfVectorizer(analyzer=lambda tokens: tokens, min_df=_LEAST, sublinear_tf=True)
    machine = LinearSVC(C=_COST, random_state=0).fit(words.fit_transform(train), right)
    margins: np.ndarray = machine.decision_function(words.transform(test))
    return margins


def _by_text(task: Task) -> np.ndarray:
    right = answers_of(task.train)
    classes = np.unique(right)
    if len(classes) == 1:
        return by_majority(task)
    margins = _margins(map(_whole, task.train), right, map(_whole, task.test))
    best = margins.argmax(1) if margins.ndim > 1 else (margins > 0).astype(int)
    answers: np.ndarray = classes[best]
    return answers


def _by_option(task: Task) -> np.ndarray:
    places = np.arange(len(task.train[0].options))
    right = (answers_of(task.train)[:, None] == places).ravel()
    margins = _margins(_of_options(task.train), right, _of_options(task.test))
    answers: np.ndarray = margins.reshape(len(task.test), -1).argmax(1)
    return answers


def _of_options(questions: Sequence[Question]) -> Iterator[list[str]]:
    """A document per option of each question."""
    return chain.from_iterable(map(_each, questions))


def _grams(text: str) -> list[str]:
    """Words and pairs of neighboring words."""
    words = _TOKEN.findall(text.lower())
    return words + [f"{a} {b}" for a, b in pairwise(words)]


def _whole(question: Question) -> list[str]:
    """One document: the stem, and of an mcq the options, with their letters and without."""
    if len(question.options) == 2:
        return _grams(question.stem)
    lettered = [f"{letter}:{text}" for letter, text in zip(LETTERS, question.options, strict=True)]
    plain = [gram for text in question.options for gram in _grams(text)]
    return _grams(question.stem) + lettered + plain


def _each(question: Question) -> Iterator[list[str]]:
    """A document per option: the words of stem, option and other options, marked as such.

    It also holds the option with each word of the stem, and its place.
    """
    stem = _grams(question.stem)
    grams = [[*_grams(text), f"={text}"] for text in question.options]
    for k, text in enumerate(question.options):
        mine = [f"o:{gram}" for gram in grams[k]]
        others = [f"r:{gram}" for gram in sorted(_besides(grams, k))]
        joined = [f"{text}|{gram}" for gram in stem]
        yield [*stem, *mine, *others, *joined, f"at:{k}"]


def _besides(grams: Sequence[Sequence[str]], k: int) -> set[str]:
    """The words of all options but one."""
    return {gram for j, theirs in enumerate(grams) if j != k for gram in theirs}
