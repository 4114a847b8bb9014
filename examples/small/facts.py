"""Facts: what the reader knows of a patch. Shares of classes in cells -> numbers by class, by pair
of classes and by region. They are kept on disk, 7 kB a patch.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from examples.small.cells import COUNT, SIDE
from examples.small.regions import described, labeled

BY_CLASS, BY_PAIR = 14, 4  # numbers said of a class, and of a pair
_CELLS = SIDE * SIDE


@dataclass(frozen=True, eq=False)
class Facts:
    """Of n patches, float16 but for `where`.

    `classes` (n, COUNT, BY_CLASS), `pairs` (n, COUNT, COUNT, BY_PAIR),
    `regions` (n, MOST, NUMBERS), `where` uint8 (n, SIDE, SIDE): the region of each cell;
    `summary` (n, SUMMARY) of the encoder.
    """

    classes: np.ndarray
    pairs: np.ndarray
    regions: np.ndarray
    where: np.ndarray
    summary: np.ndarray

    def __len__(self) -> int:
        return len(self.classes)

    def of(self, rows: np.ndarray) -> Facts:
        """The facts of some patches."""
        return Facts(*(getattr(self, field.name)[rows] for field in fields(self)))


def facts_of(shares: np.ndarray, summary: np.ndarray) -> Facts:
    """The facts of patches; `shares` float32 (n, COUNT, SIDE, SIDE) sum to 1 over the classes."""
    classes = shares.argmax(1)
    ids = labeled(classes)
    regions = [described(*one) for one in zip(shares, classes, ids, strict=True)]
    return Facts(
        classes=_by_class(shares, classes, ids).astype(np.float16),
        pairs=_by_pair(shares, classes).astype(np.float16),
        regions=np.stack([said for said, _ in regions]).astype(np.float16),
        where=np.stack([where for _, where in regions]),
        summary=summary.astype(np.float16),
    )


def _by_class(shares: np.ndarray, classes: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Area (soft, hard), highest shares, numbers of regions, center and width of each class."""
    flat = shares.reshape(len(shares), COUNT, _CELLS)
    hard = classes.reshape(len(shares), 1, _CELLS) == np.arange(COUNT)[:, None]
    area = flat.mean(2)
    highest = -np.partition(-flat, 16, axis=2)[:, :, :16]
    highest.sort(2)
    said = [area, hard.mean(2), highest[..., -1], highest[..., -4:].mean(2), highest.mean(2)]
    said += [np.log(area + 1e-4) / 4 + 1, *_counted(hard, ids)]
    weights = flat**2 + 1e-7
    y, x = np.divmod(np.arange(_CELLS, dtype=np.float32), SIDE)
    whole = weights.sum(2)
    for place in (x, y):
        middle = (weights @ place) / whole
        width = np.sqrt(np.maximum((weights @ place**2) / whole - middle**2, 0))
        said += [(middle + 0.5) / SIDE, width / SIDE]
    said.append(np.minimum(hard.sum(2), 4) / 4)
    return np.stack(said, 2)


def _counted(hard: np.ndarray, ids: np.ndarray) -> list[np.ndarray]:
    """Regions of each class by tens: of any size, of 2 cells, of 4 cells and more."""
    flat = ids.reshape(len(ids), _CELLS)
    sizes = np.zeros((len(ids), _CELLS), np.int32)
    np.add.at(sizes, (np.arange(len(ids))[:, None], flat), 1)
    return [((sizes >= least)[:, None] & hard).sum(2) / 10 for least in (1, 2, 4)]


def _by_pair(shares: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Contact of each two classes: within cells, across edges (all, most), edges of the map."""
    n, flat = len(shares), shares.reshape(len(shares), COUNT, _CELLS)
    both = ((slice(1, None), slice(None)), (slice(None), slice(1, None)))
    others = ((slice(None, -1), slice(None)), (slice(None), slice(None, -1)))
    across, hard = np.zeros((2, n, COUNT, COUNT), np.float32)
    for one, other in zip(both, others, strict=True):
        a = shares[:, :, one[0], one[1]].reshape(n, COUNT, -1)
        b = shares[:, :, other[0], other[1]].reshape(n, COUNT, -1)
        across += a @ b.transpose(0, 2, 1)
        pair = classes[:, one[0], one[1]] * COUNT + classes[:, other[0], other[1]]
        hard += _tally(pair.reshape(n, -1))
    within = flat @ flat.transpose(0, 2, 1)
    said = [np.log(within + 0.01), np.log(across + across.transpose(0, 2, 1) + 0.01)]
    edges = hard + hard.transpose(0, 2, 1)
    said += [np.log1p(edges), np.minimum(edges, 2) * 2]
    return np.stack(said, 3) / 4


def _tally(pairs: np.ndarray) -> np.ndarray:
    """How often each pair of classes stands in a row: int64 (n, COUNT, COUNT)."""
    first = np.arange(len(pairs))[:, None] * COUNT**2
    found = np.bincount((first + pairs).ravel(), minlength=len(pairs) * COUNT**2)
    return found.reshape(-1, COUNT, COUNT)
