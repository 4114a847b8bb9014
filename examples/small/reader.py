"""The reader: facts of a patch and a text -> yes or no, one of four options, or a box.

    text -> what it asks of (which classes, which numbers) -> those facts alone -> answer

Which classes a text names is learned: each slot attends to the tokens and weights the classes. So
is which number stands for what, and in which unit.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from examples.small.cells import COUNT, SIDE
from examples.small.encoder import SUMMARY
from examples.small.facts import BY_CLASS, BY_PAIR
from examples.small.regions import MOST, NUMBERS
from examples.small.words import PAD

WIDTH, LONGEST = 64, 64  # numbers of a token, tokens of a text
SLOTS, POINTERS = 2, 2  # classes and numbers that a text may ask of
_UNITS = (1.0, 0.1, 0.01, 1 / 144, 1 / 1_440_000)  # parts, tens, percent, hectares, square meters
_PARTS, _TENS, _AREAS = 0, 1, slice(2, 5)  # units of points, of counts, of areas
_SHARP = (8.0, 40.0)
_AREA, _HARD, _REGIONS = 0, 1, (6, 7, 8)  # places in the facts of a class
_X, _Y = 9, 11
_HIDDEN = 256


class Meant(NamedTuple):
    """What n texts ask of.

    `sum` (n, WIDTH), `classes` (n, SLOTS, COUNT), `numbers` (n, POINTERS, units).
    """

    sum: Tensor
    classes: Tensor
    numbers: Tensor


class Known(NamedTuple):
    """Facts of the patches that n questions are about, as float32."""

    classes: Tensor
    pairs: Tensor
    regions: Tensor
    where: Tensor
    summary: Tensor


class _Text(nn.Module):
    """Token numbers and values -> Meant."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.word = nn.Embedding(words, WIDTH, padding_idx=PAD)
        self.place = nn.Parameter(torch.randn(LONGEST, WIDTH) * 0.1)
        self.value = nn.Linear(len(_UNITS), WIDTH)
        self.around = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 3, padding=1) for _ in range(2))
        self.asked = nn.Linear(WIDTH, SLOTS + POINTERS + 1)
        self.named = nn.Linear(WIDTH, SLOTS * COUNT)

    def forward(self, ids: Tensor, values: Tensor) -> Meant:
        numeric = values.isfinite()
        scaled = values.nan_to_num(0.0).unsqueeze(2) * values.new_tensor(_UNITS)
        scaled = scaled.clamp(max=1.5)
        x = self.word(ids) + self.place[: ids.shape[1]] + self.value(scaled) * numeric.unsqueeze(2)
        padding = (ids == PAD).unsqueeze(2)
        x = x.masked_fill(padding, 0.0)
        for layer in self.around:
            more = functional.relu(layer(x.transpose(1, 2)).transpose(1, 2))
            x = (x + more).masked_fill(padding, 0.0)
        return self._meant(x, scaled, padding, numeric)

    def _meant(self, x: Tensor, scaled: Tensor, padding: Tensor, numeric: Tensor) -> Meant:
        attention = self.asked(x).masked_fill(padding, -1e4)
        pointed = attention[..., SLOTS + 1 :].masked_fill(~numeric.unsqueeze(2), -1e4)
        heard = attention[..., : SLOTS + 1].softmax(1).transpose(1, 2) @ x
        whole = heard[:, SLOTS] + x.amax(1)
        classes = self.named(heard[:, :SLOTS]).view(len(x), SLOTS, SLOTS, COUNT)
        classes = classes.diagonal(dim1=1, dim2=2).permute(0, 2, 1)
        pointers = pointed.softmax(1).transpose(1, 2) * numeric.any(1).view(-1, 1, 1)
        return Meant(whole, classes.softmax(2), pointers @ scaled)


class _Judge(nn.Module):
    """What is known (n, k, known), and a text (n, 1, texts) that steers how it is weighed."""

    def __init__(self, known: int, texts: int, results: int, *, hidden: int) -> None:
        super().__init__()
        self.first = nn.Linear(known, hidden)
        self.steer = nn.Linear(texts, 2 * hidden)
        self.second = nn.Linear(hidden, hidden // 2)
        self.last = nn.Linear(hidden // 2, results)

    def forward(self, known: Tensor, text: Tensor) -> Tensor:
        weight, shift = self.steer(text).chunk(2, -1)
        x = functional.relu(self.first(known) * (1 + weight) + shift)
        result: Tensor = self.last(functional.relu(self.second(x)))
        return result


_PAIRS = [(a, b) for a in range(2 * SLOTS) for b in range(a)]
_NUMBERS = 2 * POINTERS * len(_UNITS)
_GAPS = 2 * SLOTS * 2 * POINTERS * 3 + (SLOTS * len(_REGIONS) + 4) * 2 * POINTERS
_KNOWN = (
    2 * SLOTS * BY_CLASS
    + len(_PAIRS) * (BY_PAIR + 2)
    + len(_SHARP) * _GAPS
    + _NUMBERS
    + 4  # numbers of classes in a patch
    + 64  # its summary
)
_OF_REGION = NUMBERS - 2 * COUNT + 2 * SLOTS + 3 + 4


class Reader(nn.Module):
    """Facts and texts -> logits of yes, of options, or of boxes to choose from."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.text = _Text(words)
        self.whole = nn.Sequential(nn.LayerNorm(SUMMARY), nn.Linear(SUMMARY, 64))
        self.yes = _Judge(_KNOWN, WIDTH, 1, hidden=_HIDDEN)
        self.option = _Judge(_KNOWN, 2 * WIDTH, 1, hidden=_HIDDEN)
        self.region = _Judge(_OF_REGION, WIDTH, 1, hidden=_HIDDEN // 4)
        self.edges = _Judge(NUMBERS - 2 * COUNT, WIDTH, 4, hidden=_HIDDEN // 4)
        self.guess = _Judge(POINTERS, WIDTH, 5, hidden=_HIDDEN // 4)

    def binary(self, asked: Meant, known: Known) -> Tensor:
        """Logits of yes (n,)."""
        n = len(asked.sum)
        classes = asked.classes.new_zeros(n, 1, SLOTS, COUNT)
        numbers = asked.numbers.new_zeros(n, 1, POINTERS, len(_UNITS))
        seen = self._looked_up(asked, classes, numbers, known=known)
        return self.yes(seen, asked.sum.unsqueeze(1)).flatten()

    def choice(self, asked: Meant, option: Meant, known: Known) -> Tensor:
        """How well each of the options, 4 x n in their order, fits its question: (n, 4)."""
        n = len(asked.sum)
        offered = option.sum.view(n, -1, WIDTH)
        classes = option.classes.view(n, -1, SLOTS, COUNT)
        numbers = option.numbers.view(n, -1, POINTERS, len(_UNITS))
        text = torch.cat([asked.sum.unsqueeze(1).expand_as(offered), offered], 2)
        seen = self._looked_up(asked, classes, numbers, known=known)
        fit: Tensor = self.option(seen, text).squeeze(2)
        return fit

    def _looked_up(self, asked: Meant, classes: Tensor, numbers: Tensor, *, known: Known) -> Tensor:
        """The facts of what a question and its k options mean: (n, k, _KNOWN)."""
        n, k = classes.shape[:2]
        slots = torch.cat([asked.classes.unsqueeze(1).expand(-1, k, -1, -1), classes], 2)
        meant = torch.cat([asked.numbers.unsqueeze(1).expand(-1, k, -1, -1), numbers], 2)
        of_class = (slots.flatten(1, 2) @ known.classes).view(n, k, 2 * SLOTS, BY_CLASS)
        counted = _how_many(known.classes).unsqueeze(1).expand(-1, k, -1)
        gaps = _gaps(of_class, meant, counted)
        parts = [of_class.flatten(2), _contacts(slots, of_class, known.pairs), meant.flatten(2)]
        parts += [counted, *((sharp * gaps).tanh() for sharp in _SHARP)]
        parts.append(self.whole(known.summary).unsqueeze(1).expand(-1, k, -1))
        return torch.cat(parts, 2)

    def boxes(self, asked: Meant, known: Known) -> tuple[Tensor, Tensor]:
        """Logits (n, MOST + 1) and boxes (n, MOST + 1, 4) to choose from, as parts of the sides.

        The last one is guessed from the text alone.
        """
        shape = known.regions[..., : NUMBERS - 2 * COUNT]
        text = asked.sum.unsqueeze(1)
        there = shape[..., 4] > 0
        logits = self.region(self._of_regions(asked, known, shape), text).squeeze(2)
        logits = logits.masked_fill(~there, -1e4)
        moved = shape[..., :4] + self.edges(shape, text).tanh() * (2 / SIDE)
        guess = self.guess(asked.numbers[:, None, :, _PARTS], text)
        boxes = torch.cat([moved, guess[..., :4].sigmoid()], 1)
        return torch.cat([logits, guess[:, 0, 4:]], 1), boxes

    def _of_regions(self, asked: Meant, known: Known, shape: Tensor) -> Tensor:
        """A region beside what is meant: its class, its neighbors, the point."""
        inside = known.regions[..., -2 * COUNT : -COUNT] @ asked.classes.transpose(1, 2)
        beside = known.regions[..., -COUNT:] @ asked.classes.transpose(1, 2)
        near = _distances(known.where, asked.numbers[..., _PARTS])
        point = torch.stack([(-near * sharp).exp() for sharp in (4.0, 20.0, 80.0)], 2)
        x, y = (asked.numbers[:, None, k, _PARTS] for k in range(2))
        ends = shape[..., :4] - torch.stack([x, y, x, y], -1)
        return torch.cat([shape, inside, beside, point, ends], 2)


def _gaps(of_class: Tensor, meant: Tensor, counted: Tensor) -> Tensor:
    """Areas and counts less the numbers that are meant: (n, k, _GAPS)."""
    areas = of_class[:, :, :SLOTS, [_AREA, _HARD]].flatten(2)
    counts = torch.cat([of_class[:, :, :SLOTS, list(_REGIONS)].flatten(2), counted], 2)
    of_areas = areas.unsqueeze(3) - meant[..., _AREAS].flatten(2).unsqueeze(2)
    of_counts = counts.unsqueeze(3) - meant[..., _TENS].unsqueeze(2)
    return torch.cat([of_areas.flatten(2), of_counts.flatten(2)], 2)


def _contacts(slots: Tensor, of_class: Tensor, pairs: Tensor) -> Tensor:
    """Contact and direction of each two classes that are meant: (n, k, pairs x numbers)."""
    n, k = slots.shape[:2]
    one, other = (list(side) for side in zip(*_PAIRS, strict=True))
    beside = (slots.flatten(1, 2) @ pairs.flatten(2)).view((n, k, 2 * SLOTS, COUNT, BY_PAIR))
    contact = (slots[:, :, other].unsqueeze(3) @ beside[:, :, one]).squeeze(3)
    centers = of_class[..., [_X, _Y]]
    apart = 4 * (centers[:, :, one] - centers[:, :, other])
    return torch.cat([contact, apart], 3).flatten(2)


def _how_many(classes: Tensor) -> Tensor:
    """Numbers of classes in a patch, by tens, as four kinds of sight count them: (n, 4)."""
    labeled = classes[:, :-1]
    hard = (labeled[..., _HARD] > 0).sum(1)
    larger = (labeled[..., _HARD] > 2.5 / SIDE**2).sum(1)
    sure = ((labeled[..., 3] - 0.5) * 10).sigmoid().sum(1)
    likely = ((labeled[..., _AREA] - 0.0025) * 2000).sigmoid().sum(1)
    return torch.stack([hard, larger, sure, likely], 1) / 10


def _distances(where: Tensor, numbers: Tensor) -> Tensor:
    """From a point to the nearest cell of each region, as parts of the side: (n, MOST)."""
    middle = (torch.arange(SIDE, device=where.device) + 0.5) / SIDE
    dx = (middle - numbers[:, :1]).abs().view(-1, 1, SIDE)
    dy = (middle - numbers[:, 1:2]).abs().view(-1, SIDE, 1)
    gap = (dx - 0.5 / SIDE).clamp(min=0) + (dy - 0.5 / SIDE).clamp(min=0)
    far = gap.new_full((len(where), MOST + 1), 2.0)
    flat = where.flatten(1)
    return far.scatter_reduce(1, flat, gap.flatten(1), "amin")[:, :MOST]
