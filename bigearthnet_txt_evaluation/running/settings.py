"""Settings: what is asked in a run, and beside which pictures; kept in the folder of the run.

    >>> Settings("bigearthnet_txt", images="true_color,sar").views
    ('true_color', 'sar')

A run that goes on must ask the same: `keep` writes it down, `require_same` compares.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bigearthnet_txt import GROUPS, VIEWS, VIEWS_VERSION
from bigearthnet_txt_evaluation.prompts import BOX_FORMAT, VERSION
from bigearthnet_txt_evaluation.running.errors import RunError
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark
from bigearthnet_txt_evaluation.scoring.boxes import PRESETS, box_format
from bigearthnet_txt_evaluation.scoring.errors import StatedError
from bigearthnet_txt_reader.benchmark import SENSED
from bigearthnet_txt_reader.given import from_json

SIDE = 448  # pixels a side of a picture as it is sent: a multiple of patch sizes 14, 28 and 32
OWN, BLIND, GRAY, OTHER = "own", "blind", "gray", "other"  # whose pictures a question comes with
VISIBLE = "visible"  # its own in true color alone, also if that does not show the answer
TRUE_COLOR = "true_color"
_KEPT = "run.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked of the benchmark in `data`. Raises StatedError for what cannot be meant."""

    data: str
    images: str = TRUE_COLOR
    shown: str = OWN
    rotate_options: bool = False
    limit: int | None = None
    group: str | None = None
    box_format: str = BOX_FORMAT

    def __post_init__(self) -> None:
        for what, value, known in (
            ("--images", self.images.split(","), VIEWS),
            ("shown", [self.shown], (OWN, BLIND, VISIBLE, GRAY, OTHER)),
            ("--group", [self.group or GROUPS[0]], GROUPS),
        ):
            require_known(what, value, list(known))
        if self.limit is not None and self.limit < 1:
            raise StatedError(f"--limit {self.limit}: ask one question at least")
        if self.shown == VISIBLE and self.images != TRUE_COLOR:
            raise StatedError(
                f"--images {self.images}: a visible run shows {TRUE_COLOR} alone; leave out one of "
                "the two"
            )
        box_format(self.boxes)

    @property
    def views(self) -> tuple[str, ...]:
        """The pictures that a prompt names; none of a blind run."""
        return () if self.shown == BLIND else tuple(self.images.split(","))

    @property
    def boxes(self) -> str:
        """The format of boxes; a family that answers in pixels means those of our pictures."""
        preset = PRESETS.get(self.box_format)
        in_pixels = preset is not None and preset[0] == "pixels"
        return f"{self.box_format}:{SIDE}x{SIDE}" if in_pixels else self.box_format

    @property
    def recipe(self) -> str:
        """What a model sees, as tables say it: "true_color, sar (own; 448 px, recipe 1)"."""
        if self.shown == BLIND:
            return BLIND
        return f"{', '.join(self.views)} ({self.shown}; {SIDE} px, recipe {VIEWS_VERSION})"


def require_known(what: str, values: list[str], known: list[str]) -> None:
    """Raises StatedError if a value is not known, or is named twice."""
    for value in values:
        if value not in known:
            raise StatedError(f"{what} {value!r}: it takes {', '.join(known)}")
    if len(set(values)) < len(values):
        raise StatedError(f"{what} {','.join(values)}: one is named twice")


def stated(settings: Settings, benchmark: Benchmark, model: Mapping[str, Any]) -> dict[str, Any]:
    """What a file of predictions says of itself in its first line."""
    return {
        **model,
        "box_format": box_format(settings.boxes).name,
        "prompt_version": VERSION,
        "image_recipe": _recipe(settings, benchmark),
        "benchmark_version": benchmark.version,
        "row_hash": benchmark.row_hash,
        "settings": asdict(settings),
    }


def _recipe(settings: Settings, benchmark: Benchmark) -> str:
    """What a model sees; of questions on radar and infrared, whether it sees what decides."""
    asked = {row["group"] for row in benchmark.rows if settings.group in (None, row["group"])}
    if SENSED not in asked or not settings.views:
        return settings.recipe
    more = "without what decides" if settings.shown == VISIBLE else "what decides too"
    return f"{settings.recipe}; {SENSED}: {more}"


def keep(folder: Path, now: Mapping[str, Any]) -> None:
    """Writes down what a run asks, whole or not at all."""
    beside = folder / f"{_KEPT}.partial"
    beside.write_text(json.dumps(now, indent=1) + "\n", "utf-8")
    beside.replace(folder / _KEPT)


def require_same(folder: Path, now: Mapping[str, Any]) -> None:
    """Compares with what a run that goes on asked so far.

    Raises StatedError if it asks something else, RunError if the rows of the data have changed.
    """
    path = folder / _KEPT
    if not path.exists():
        return
    began = _read(path)
    for name in ("row_hash", "benchmark_version"):
        if began.get(name) != now[name]:
            raise RunError(
                f"{folder}: it began with {name} {began.get(name)}, the data now have {now[name]}; "
                "run the changed benchmark into another folder"
            )
    for name, before, after in _differences(began, now):
        raise StatedError(
            f"{folder}: it began with {name} {before!r}, not {after!r}; state the same, or name "
            "another folder"
        )


def _read(path: Path) -> Mapping[str, Any]:
    """What a run asked so far. Raises RunError if the file is not what `keep` wrote."""
    try:
        began = from_json(path.read_bytes())
        return {**began, "settings": dict(began["settings"])}
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"{path}: not what a run writes ({type(error).__name__}: {error}); restore it, or name "
            "another folder"
        ) from None


def _differences(began: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """(name, before, now) of what differs, inner settings too."""
    flat = [{**one["settings"], **one} for one in (began, now)]
    names = [name for name in flat[1] if name != "settings"]
    return [
        (name, flat[0].get(name), flat[1][name])
        for name in names
        if flat[0].get(name) != flat[1][name]
    ]
