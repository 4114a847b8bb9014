"""Beside: the boxes of questions in numbers, each beside the others. Boxed ... -> features.

Questions of one kind have as many boxes each. Example: four boxes of which the second has the
highest median of B08: rank 3 of its column of ranks, and above 0 beside the mean of all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bigearthnet_txt_evaluation.baselines.pixels.boxed import MEDIAN, OPTICAL, SEEN, Boxed


def matrix(asked: Sequence[Boxed], bands: Sequence[str]) -> np.ndarray:
    """What a reader of these bands sees of questions of one kind.

    (questions, options, features) where an option is to be chosen, else (questions, 1, features).
    """
    rows = [SEEN.index(band) for band in bands if band in SEEN]
    said = np.array([one.said for one in asked], np.float32)
    options = _named(asked)
    if rows:
        options = np.concatenate([options, _options(asked, rows)], 2)
    if not asked[0].chooses:
        options = _together(options, _products(asked, rows))
    alike = np.repeat(said[:, None], options.shape[1], 1)
    return np.concatenate([options, alike], 2)


def targets(asked: Sequence[Boxed]) -> np.ndarray:
    """Which options of questions are right, or which answers are yes: 0 or 1, (questions, options
    or 1).
    """
    labels = np.array([one.label for one in asked])
    if not asked[0].chooses:
        return labels[:, None]
    right: np.ndarray = np.arange(len(asked[0].named)) == labels[:, None]
    return right.astype(int)


def chosen(sure: np.ndarray) -> np.ndarray:
    """The option that is most likely right, of a single number whether it is yes: int64 (n,).

    `sure` (questions, options or 1): how likely each is right.
    """
    found: np.ndarray = (sure[:, 0] > 0.5) if sure.shape[1] == 1 else sure.argmax(1)
    return found.astype(int)


def _named(asked: Sequence[Boxed]) -> np.ndarray:
    """What words tell of each option, alone and beside the others."""
    numbers = np.array([one.named for one in asked])
    levels = np.array([one.levels for one in asked])[..., None]
    return np.concatenate([levels, numbers, _beside_others(numbers)], 2)


def _options(asked: Sequence[Boxed], rows: list[int]) -> np.ndarray:
    """What bands show of each option: alone, beside the patch, beside the others, by rank."""
    stats = _stats(np.array([one.shown[rows] for one in asked]), rows)
    alone, patch = stats[:, :-1], stats[:, -1:]
    if asked[0].kind == "level":
        levels = np.array([one.levels for one in asked])[..., None]
        return np.concatenate([alone, alone - patch, alone - levels], 2)
    ranks = (alone[:, :, None] > alone[:, None]).sum(2).astype(np.float32)
    return np.concatenate([alone, alone - patch, _beside_others(alone), ranks], 2)


def _beside_others(numbers: np.ndarray) -> np.ndarray:
    """How much more than the mean of all options: as `numbers` (questions, options, numbers)."""
    beside: np.ndarray = numbers - numbers.mean(1, keepdims=True)
    return beside


def _stats(shown: np.ndarray, rows: list[int]) -> np.ndarray:
    """Quantiles, and pairs of bands, box by box: (questions, boxes, numbers)."""
    quantiles = shown.transpose(0, 2, 1, 3)
    flat = quantiles.reshape(*quantiles.shape[:2], -1)
    return np.concatenate([flat, _pairs(quantiles[..., MEDIAN], rows)], 2)


def _pairs(medians: np.ndarray, rows: list[int]) -> np.ndarray:
    """Each pair of bands of one sensor: the normalized difference, of radar that in dB."""
    radar = np.array(rows) >= len(OPTICAL)
    one, other = np.triu_indices(len(rows), 1)
    one, other = one[radar[one] == radar[other]], other[radar[one] == radar[other]]
    less, more = medians[..., one], medians[..., other]
    found: np.ndarray = np.where(radar[one], more - less, (more - less) / np.abs(more + less))
    return found


def _together(options: np.ndarray, products: np.ndarray) -> np.ndarray:
    """The boxes of a question side by side, how they differ, and products of that."""
    flat = options.reshape(len(options), -1)
    return np.concatenate([flat, options[:, 0] - options[:, -1], products], 1)[:, None]


def _products(asked: Sequence[Boxed], rows: list[int]) -> np.ndarray:
    """Whether two numbers order both boxes alike: above 0 if so, and the more the clearer it is."""
    if not rows:
        return np.zeros((len(asked), 0), np.float32)
    medians = np.array([one.shown[rows, :, MEDIAN] for one in asked]).transpose(0, 2, 1)
    numbers = np.concatenate([medians, _pairs(medians, rows)], 2)
    differ = numbers[:, 0] - numbers[:, -2]
    one, other = np.triu_indices(differ.shape[1], 1)
    product = differ[:, one] * differ[:, other]
    found: np.ndarray = np.sign(product) * np.sqrt(np.abs(product))
    return found
