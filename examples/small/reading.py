"""Reading, the second stage: the reader learns to answer from facts that the encoder found.

Questions of train and the facts of their patches -> Reader; questions and facts -> answers as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from bigearthnet_txt import LETTERS
from examples.small.asked import BOX, OPTION, YES, Questions
from examples.small.facts import Facts
from examples.small.reader import Known, Meant, Reader

BATCH, SHOWN, PASSES = (
    128,
    500_000,
    16,
)  # questions of a step; so many in all, at most so many passes
_RATE = 2e-3
_NAMING = 0.5  # weight of the classes that a text names
_ANSWERED = 512  # questions at a time
_PARTS = 4  # of a batch of texts, by length
_SILENT = "I answer questions and draw boxes; I do not describe pictures."
Progress = Callable[[int], object]


def known(facts: Facts, rows: np.ndarray) -> Known:
    """The facts of the patches that questions are about."""
    part = facts.of(rows)
    numbers = (part.classes, part.pairs, part.regions, part.summary)
    classes, pairs, regions, summary = (torch.from_numpy(one).float() for one in numbers)
    where = torch.from_numpy(part.where).long()
    return Known(classes, pairs, regions, where=where, summary=summary)


def _meant(reader: Reader, ids: np.ndarray, values: np.ndarray) -> Meant:
    """What texts ask of; long and short ones are read apart, without the empty end."""
    lengths = (ids > 0).sum(1)
    order = np.argsort(lengths, kind="stable")
    read = []
    for part in np.array_split(order, min(_PARTS, len(order))):
        length = max(1, int(lengths[part].max()))
        tokens = torch.from_numpy(ids[part, :length]).long()
        read.append(reader.text(tokens, torch.from_numpy(values[part, :length])))
    back = torch.from_numpy(np.argsort(order))
    return Meant(*(torch.cat(one)[back] for one in zip(*read, strict=True)))


class Told(NamedTuple):
    """Questions and what is known of their patches."""

    stems: Meant
    facts: Known

    def of(self, rows: np.ndarray) -> Told:
        """Some of them."""
        places = torch.from_numpy(rows)
        return Told(_part(self.stems, places), Known(*(one[places] for one in self.facts)))


def _part(meant: Meant, rows: Tensor) -> Meant:
    return Meant(*(one[rows] for one in meant))


def options_of(reader: Reader, asked: Questions, rows: np.ndarray) -> Meant:
    """What the options (4 x n) of questions mean; each text is read once."""
    used, places = np.unique(asked.options[rows].ravel(), return_inverse=True)
    meant = _meant(reader, asked.listed_ids[used], asked.listed_values[used])
    return _part(meant, torch.from_numpy(places))


def chosen(reader: Reader, asked: Questions, rows: np.ndarray, told: Told) -> Tensor:
    """Logits of the four options (n, 4)."""
    return reader.choice(told.stems, options_of(reader, asked, rows), told.facts)


def overlaps(boxes: Tensor, others: Tensor) -> Tensor:
    """Intersection over union of boxes (..., 4)."""
    low = torch.maximum(boxes[..., :2], others[..., :2])
    high = torch.minimum(boxes[..., 2:], others[..., 2:])
    shared = (high - low).clamp(min=0).prod(-1)
    areas = [(one[..., 2:] - one[..., :2]).clamp(min=0).prod(-1) for one in (boxes, others)]
    return shared / (areas[0] + areas[1] - shared).clamp(min=1e-6)


def _box_loss(logits: Tensor, boxes: Tensor, wanted: Tensor) -> Tensor:
    """The box that overlaps most is to be chosen; it and the guess are to fit better."""
    wanted = wanted.unsqueeze(1)
    overlap = overlaps(boxes, wanted).masked_fill(logits < -1e3, -1.0)
    best = overlap.detach().argmax(1)
    there = torch.arange(len(best))
    fit = (1 - overlap[there, best]) + (1 - overlap[:, -1])
    far = (boxes[there, best] - wanted[:, 0]).abs().sum(1) + (
        boxes[:, -1] - wanted[:, 0]
    ).abs().sum(1)
    return functional.cross_entropy(logits, best) + (fit + far).mean()


def loss_of(reader: Reader, asked: Questions, rows: np.ndarray, facts: Facts) -> Tensor:
    """The mean loss of some questions, whatever their kinds."""
    told = _told(reader, asked, rows, facts)
    total = _NAMING * _naming_loss(told.stems.classes, asked.named[rows])
    for kind, mine in _kinds(asked, rows):
        mean = _loss_of_kind(reader, asked, rows[mine], told=told.of(mine), kind=kind)
        total = total + mean * (len(mine) / len(rows))
    return total


def _naming_loss(classes: Tensor, named: np.ndarray) -> Tensor:
    """Do the slots (n, 2, COUNT) hold the classes that are named, in either order?"""
    there = np.flatnonzero(named[:, 0] >= 0)
    if not there.size:
        return classes.new_zeros(())
    one, other = torch.from_numpy(named[there].astype(np.int64)).T
    first, second = classes[torch.from_numpy(there)].clamp(min=1e-6).log().unbind(1)
    n = torch.arange(len(there))
    straight = first[n, one] + second[n, other]
    return -torch.maximum(straight, first[n, other] + second[n, one]).mean()


def _told(reader: Reader, asked: Questions, rows: np.ndarray, facts: Facts) -> Told:
    stems = _meant(reader, asked.ids[rows], asked.values[rows])
    return Told(stems, known(facts, asked.patches[rows]))


def _kinds(asked: Questions, rows: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """The kinds of questions that are there, and which they are."""
    for kind in (YES, OPTION, BOX):
        mine = np.flatnonzero(asked.kinds[rows] == kind)
        if mine.size:
            yield kind, mine


def _loss_of_kind(
    reader: Reader, asked: Questions, rows: np.ndarray, *, told: Told, kind: int
) -> Tensor:
    answers = torch.from_numpy(asked.answers[rows].astype(np.int64))
    if kind == YES:
        said = reader.binary(told.stems, told.facts)
        return functional.binary_cross_entropy_with_logits(said, answers.float())
    if kind == OPTION:
        return functional.cross_entropy(chosen(reader, asked, rows, told), answers)
    logits, boxes = reader.boxes(told.stems, told.facts)
    return _box_loss(logits, boxes, torch.from_numpy(asked.boxes[rows]))


def shown_of(questions: int) -> int:
    """How many questions the second stage sees of so many different ones."""
    return max(BATCH, min(SHOWN, PASSES * questions)) // BATCH * BATCH


def _batches(asked: Questions, chance: np.random.Generator) -> Iterator[np.ndarray]:
    """Questions drawn at random, those of rare tasks more often than they stand there."""
    often = _often(asked.tasks)
    for _ in range(shown_of(len(asked)) // BATCH):
        yield chance.choice(len(often), BATCH, p=often)


def _often(tasks: np.ndarray) -> np.ndarray:
    """The chance of each question, by the root of how rare its task is."""
    weights = np.bincount(tasks)[tasks] ** -0.5
    return np.asarray(weights / weights.sum())


def train_reader(
    asked: Questions, facts: Facts, words: int, *, seed: int, progress: Progress
) -> Reader:
    """A reader that learned from these questions; `words`: how many the vocabulary has."""
    torch.manual_seed(seed)
    reader = Reader(words)
    optimizer = torch.optim.AdamW(reader.parameters(), _RATE, weight_decay=0.01)
    steps = shown_of(len(asked)) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=_RATE, total_steps=steps + 1, pct_start=0.1
    )
    for rows in _batches(asked, np.random.default_rng(seed)):
        loss = loss_of(reader, asked, rows, facts)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        progress(len(rows))
    reader.eval()
    return reader


def answers(reader: Reader, asked: Questions, facts: Facts, progress: Progress) -> list[str]:
    """The answers to questions in their order, as a model writes them: yes, c, a box."""
    said: list[str] = []
    with torch.inference_mode():
        for start in range(0, len(asked), _ANSWERED):
            rows = np.arange(start, min(start + _ANSWERED, len(asked)))
            said += _answered(reader, asked, rows, facts)
            progress(len(rows))
    return said


def _answered(reader: Reader, asked: Questions, rows: np.ndarray, facts: Facts) -> list[str]:
    told = _told(reader, asked, rows, facts)
    said = [_SILENT] * len(rows)
    for kind, mine in _kinds(asked, rows):
        texts = _said(reader, asked, rows[mine], told=told.of(mine), kind=kind)
        for place, text in zip(mine.tolist(), texts, strict=True):
            said[place] = text
    return said


def _said(
    reader: Reader, asked: Questions, rows: np.ndarray, *, told: Told, kind: int
) -> Sequence[str]:
    if kind == YES:
        logits = reader.binary(told.stems, told.facts).tolist()
        return ["yes" if logit > 0 else "no" for logit in logits]
    if kind == OPTION:
        best = chosen(reader, asked, rows, told).argmax(1).tolist()
        return [LETTERS[place] for place in best]
    logits, boxes = reader.boxes(told.stems, told.facts)
    drawn = boxes[torch.arange(len(rows)), logits.argmax(1)]
    return [written(box) for box in drawn.tolist()]


def written(box: Sequence[float]) -> str:
    """A box within the image as its text, corners in order, with two decimals."""
    x0, y0, x1, y1 = (min(max(value, 0.0), 1.0) for value in box)
    ends = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    return "[" + ", ".join(f"{value:.2f}" for value in ends) + "]"
