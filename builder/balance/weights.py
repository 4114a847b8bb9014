"""Sampling weights: the fitted weights as a frozen value, how it is stored, and the draw by them.

Levels are whole numbers of 64ths of an octave (1.1 %), summed and drawn from in integers: the same
draws on any machine. Example of `priors.json`: {"binary/presence": {"country": {"Austria":
{"Pastures": [-76, 76], ...}, ...}, ...}, "occurrence": {"Austria": {"patches": 820, ...}, ...}}
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, TypeAlias

import numpy as np

from bigearthnet_txt_reader.given import from_json
from builder.balance import occurrence
from builder.balance.features import Features, Name
from builder.balance.occurrence import EVERYWHERE, Occurrence
from builder.chance import Chance
from builder.errors import UsageError

OCTAVE = 64  # levels in which a weight doubles
LOWEST, HIGHEST = -24 * OCTAVE, 40 * OCTAVE
ASKING = 12 * OCTAVE  # level of a candidate without features; the outcome "nothing" has level 0
_MOST_CELLS = 32  # of one candidate; a level beyond LOWEST or HIGHEST weighs as that does
_REACH = (_MOST_CELLS + 1) * HIGHEST


def _weight(level: int) -> int:
    return round(2 ** (level % OCTAVE / OCTAVE) * 2**24) << 24 + level // OCTAVE >> 24


_INSIDE = [_weight(level) for level in range(LOWEST, HIGHEST + 1)]
_WEIGHTS = (
    *[_INSIDE[0]] * (_REACH + LOWEST),
    *_INSIDE,
    *[_INSIDE[-1]] * (_REACH - HIGHEST),
)  # from level -_REACH on
_BASE = _REACH + ASKING  # place in _WEIGHTS of a candidate whose levels are all 0
_NOTHING = _weight(0)

# A question that could be asked: the cells that a reader sees, what its writer needs, and a level
# for what readers cannot see. A plain tuple, since a patch has about a hundred of them and a named
# one takes four times as long to make.
Candidate: TypeAlias = tuple[Sequence[int], Any, int]


@dataclass(frozen=True, slots=True)
class SamplingWeights:
    """Per task ("binary/presence") the level of each cell of its features.

    They hold for the candidates that are proposed by this occurrence.
    """

    levels: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    occurrence: Occurrence = EVERYWHERE

    def draw(self, task: str, candidates: Sequence[Candidate], chance: Chance) -> Any:
        """What the writer of one candidate of a set needs, drawn by weight.

        None if nothing is asked, which has a weight too.
        """
        if not candidates:
            return None
        k = _drawn(self._weights(task, candidates), chance)
        return candidates[k][1] if k < len(candidates) else None

    def places(
        self,
        task: str,
        cells: np.ndarray,
        counts: Sequence[int],
        chances: Iterable[Chance],
        *,
        level: int,
    ) -> Iterator[int | None]:
        """As `draw` for many patches: the row of the candidate that is drawn of each, or None.

        `cells` (candidates, cells of one) patch by patch, of which each has so many: `counts`.
        `level`: of all candidates, beside those of their cells.
        """
        weights = self._many(task, cells, level)
        start = 0
        for count, chance in zip(counts, chances, strict=True):
            k = _drawn(weights[start : start + count], chance) if count else count
            yield start + k if k < count else None
            start += count

    def shares(self, task: str, cells: np.ndarray, patch: np.ndarray, *, level: int) -> np.ndarray:
        """How likely candidates are drawn, float64 (candidates,); `patch` is that of each."""
        weights = np.array([float(weight) for weight in self._many(task, cells, level)])
        shares: np.ndarray = weights / (np.bincount(patch, weights) + _NOTHING)[patch]
        return shares

    def _many(self, task: str, cells: np.ndarray, level: int) -> list[int]:
        """The weights of candidates, as `places` has them."""
        levels = _BASE + level + np.array(self.levels[task])[cells].sum(1)
        return [_WEIGHTS[one] for one in levels.tolist()]

    def _weights(self, task: str, candidates: Sequence[Candidate]) -> list[int]:
        if task not in self.levels:
            return [_WEIGHTS[_BASE + level] for _, _, level in candidates]
        levels, weights = self.levels[task], []
        level_of = levels.__getitem__
        for cells, _, level in candidates:
            # Most candidates have two cells: looking up two is faster than summing any number.
            two = len(cells) == 2
            seen = levels[cells[0]] + levels[cells[1]] if two else sum(map(level_of, cells))
            weights.append(_WEIGHTS[_BASE + level + seen])
        return weights


def _drawn(weights: Sequence[int], chance: Chance) -> int:
    """The place of one of these weights, or that behind them, drawn by weight."""
    edges = list(accumulate(weights))
    return bisect_right(edges, chance.below(edges[-1] + _NOTHING))


NEUTRAL = SamplingWeights()
_OCCURRENCE = "occurrence"  # its name in a file, beside those of the tasks
_SENSOR = "sensor"  # the name of what sensor questions are drawn by, which this file does not read


def _tree(weights: SamplingWeights, features: Mapping[str, Features]) -> dict[str, Any]:
    """The levels of each feature under its names, without those that are 0, and the occurrence."""
    counted = weights.occurrence.counts
    tree: dict[str, Any] = {_OCCURRENCE: counted} if counted else {}
    for task, levels in weights.levels.items():
        for names, shares, first in features[task].each():
            of_feature = levels[first : first + len(shares)]
            if any(of_feature):
                _graft(tree, (task, *names), list(of_feature))
    return tree


def _graft(tree: dict[str, Any], names: Sequence[Name], leaf: list[int]) -> None:
    """Puts a leaf into a tree of dicts, at these names."""
    *branches, last = map(str, names)
    for name in branches:
        tree = tree.setdefault(name, {})
    tree[last] = leaf


def weights_json(
    weights: SamplingWeights, features: Mapping[str, Features], sensor: Any = None
) -> str:
    """JSON of nested names with the levels of each feature, without those that are 0.

    Equal weights have equal bytes. `sensor`: what sensor questions are drawn by, if there are any.
    """
    tree = _tree(weights, features)
    text = json.dumps(tree, indent=1, sort_keys=True)
    if sensor is None:
        return f"{text}\n"
    inside = text.removeprefix("{").removesuffix("}").rstrip()
    first = f'{{\n "{_SENSOR}": {json.dumps(sensor, sort_keys=True)}'  # on one line: it is long
    return f"{first},{inside}\n}}\n" if inside else f"{first}\n}}\n"


def sensor_part(text: str | bytes) -> Any:
    """What `weights_json` was given as `sensor`; None if there is nothing."""
    tree = from_json(text)
    return tree.get(_SENSOR) if isinstance(tree, dict) else None


def read_weights(text: str | bytes, name: str, features: Mapping[str, Features]) -> SamplingWeights:
    """The sampling weights in a JSON text; `name` is the name of its file.

    Raises UsageError if they do not fit the features of the tasks.
    """
    try:
        return _parsed(from_json(text), features)
    except (ValueError, TypeError, AttributeError) as error:
        way_out = "give the priors.json of a release with the same tasks"
        raise UsageError(f"{name}: no priors of these tasks ({error}); {way_out}") from error


def _parsed(tree: Any, features: Mapping[str, Features]) -> SamplingWeights:
    """The weights in a tree. Raises ValueError if it holds anything else."""
    tree = {name: part for name, part in tree.items() if name != _SENSOR}
    levels = {task: _levels(tree.get(task, {}), features[task], task) for task in features}
    weights = SamplingWeights(levels, occurrence.parsed(tree.get(_OCCURRENCE, {})))
    if _tree(weights, features) != tree:
        raise ValueError("it names what these tasks do not have")
    return weights


def _levels(tree: dict[str, Any], features: Features, task: str) -> tuple[int, ...]:
    """The levels of all cells of a task; 0 for the features that the tree lacks."""
    levels = [0] * features.size
    for names, shares, first in features.each():
        found = _leaf(tree, names)
        if len(found) not in (0, len(shares)) or not all(map(_is_level, found)):
            where = ", ".join(map(str, (task, *names)))
            raise ValueError(f"{where}: {found}, expected {len(shares)} whole numbers")
        levels[first : first + len(found)] = found
    return tuple(levels)


def _is_level(value: Any) -> bool:
    return isinstance(value, int) and LOWEST <= value <= HIGHEST


def _leaf(tree: Any, names: Sequence[Name]) -> list[int]:
    for name in names:
        tree = tree.get(str(name), {})
    return list(tree)
