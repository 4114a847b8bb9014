"""The baselines by name: what each answers by, and what of a patch it was shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from bigearthnet_txt import BANDS, S1_BANDS, S2_BANDS
from bigearthnet_txt_evaluation.baselines.predicting import boxed, boxes, captions, questions
from bigearthnet_txt_evaluation.baselines.predicting.asked import Asked

_VISIBLE = ("B02", "B03", "B04")


class Baseline(NamedTuple):
    """`answers` gives ID and text of each row that it answers; `shown`: what it saw of a patch."""

    about: str
    answers: Callable[[Asked], Iterator[tuple[int, str]]]
    shown: str = "none"

    @property
    def needs_pixels(self) -> bool:
        return self.shown not in ("none", _METADATA)


_METADATA = "metadata"


def _trees(asked: Asked) -> Iterator[tuple[int, str]]:
    return chain(questions.trees(asked), boxes.trees(asked))


def _sensor(about: str, bands: Sequence[str]) -> Baseline:
    answers = partial(_by_bands, bands=bands)
    return Baseline(f"trees on text and {about}", answers, about)


def _by_bands(asked: Asked, bands: Sequence[str]) -> Iterator[tuple[int, str]]:
    return chain(questions.pixels(asked, bands), boxed.by_boxes(asked, bands))


BASELINES = {
    "chance": Baseline("one of the answers that are allowed", questions.by_chance),
    "majority": Baseline("the most frequent answer of train", questions.most_frequent),
    "svm": Baseline("TF-IDF and a linear SVM on the words", questions.words),
    "trees": Baseline("boosted trees on the text", _trees),
    "trees-metadata": Baseline(
        "boosted trees on text, country, season, climate zone and coordinates",
        questions.placed,
        _METADATA,
    ),
    "whole-image": Baseline("the box of the whole image", boxes.whole),
    "center-box": Baseline("the middle half of the image", boxes.center),
    "random-box": Baseline("two corners by chance", boxes.random),
    "mean-box": Baseline("the mean box of train", boxes.mean),
    "mirror-box": Baseline("around the point, up to the nearest edges", boxes.mirror),
    "nearest-caption": Baseline("a caption of train that was asked for alike", captions.nearest),
    "pixels-visible": _sensor("B02 B03 B04", _VISIBLE),
    "pixels-s2": _sensor("Sentinel-2", S2_BANDS),
    "pixels-s1": _sensor("Sentinel-1", S1_BANDS),
    "pixels-both": _sensor("Sentinel-2 and Sentinel-1", tuple(BANDS)),
}
PIXELS = tuple(name for name, baseline in BASELINES.items() if baseline.needs_pixels)
BLIND = ("majority", "svm", "trees")  # that answer questions without any sight
SENSED = "pixels-both"  # what saw most
