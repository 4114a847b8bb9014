"""Config: the file that says what is trained. lora.yaml -> Config.

Config(model="Qwen/Qwen3-VL-2B-Instruct", data="bigearthnet_txt", tasks={"binary": 3.0, ...}, ...)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from bigearthnet_txt import CONFIGS, SPLITS, TASKS
from bigearthnet_txt_evaluation.running.settings import require_known
from bigearthnet_txt_evaluation.scoring.errors import StatedError
from bigearthnet_txt_evaluation.training.messages import BOXES, IMAGES, Form

KNOWN = (*dict.fromkeys(one.type for one in TASKS), *(f"{t.type}/{t.category}" for t in TASKS))


@dataclass(frozen=True, slots=True)
class Scoring:
    """Which rows are asked before and after. Raises StatedError for what cannot be meant."""

    config: str = "benchmark"
    split: str = "bench"
    questions: int | None = None
    batch: int = 8
    max_tokens: int = 256
    dataset: str | None = None

    def __post_init__(self) -> None:
        require_known("scoring.config", [self.config], [*CONFIGS])
        require_known("scoring.split", [self.split], [*SPLITS])
        if self.split == "train":
            raise StatedError("scoring.split 'train': a gain on rows seen in training is none")
        for name in ("batch", "max_tokens", "questions"):
            value = getattr(self, name)
            if not isinstance(value, int) and (value, name) != (None, "questions"):
                raise StatedError(f"scoring.{name} {value!r}: it takes a whole number")
            if value is not None and value < 1:
                raise StatedError(f"scoring.{name} {value}: it takes 1 at least")
        if self.dataset and (self.questions or self.config != "benchmark"):
            raise StatedError(
                f"scoring.dataset {self.dataset!r}: results for the Hub are of the whole "
                "benchmark; leave questions and config as they are, or set dataset to null"
            )


@dataclass(frozen=True, slots=True)
class Config:
    """What is trained. Raises StatedError for what cannot be meant."""

    model: str
    data: str
    tasks: Mapping[str, float]
    training: Mapping[str, Any]
    lora: Mapping[str, Any]
    revision: str | None = None
    images: tuple[str, ...] = IMAGES
    boxes: str = BOXES
    symmetries: bool = True
    seed: int = 0
    scoring: Scoring = field(default_factory=Scoring)

    def __post_init__(self) -> None:
        require_known("tasks", [*self.tasks], [*KNOWN])
        wrong = [name for name, weight in self.tasks.items() if not _is_weight(weight)]
        if wrong or not self.tasks:
            name = wrong[0] if wrong else "of nothing"
            raise StatedError(f"tasks: weight {name}: {self.tasks.get(name)!r}; state one above 0")
        _require_whole_rows(self.training)
        if not isinstance(self.training.get("max_steps"), int) or self.training["max_steps"] < 1:
            raise StatedError("training.max_steps: state how many steps are taken, 1 at least")
        _ = self.form

    @property
    def form(self) -> Form:
        """How rows are shown and answered."""
        return Form(tuple(self.images), boxes=self.boxes)


def _is_weight(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e9


def _require_whole_rows(training: Mapping[str, Any]) -> None:
    """Raises StatedError if rows would be cut: TRL cuts at 1024 tokens unless told otherwise."""
    if "max_length" not in training or training["max_length"] is not None:
        stated = training.get("max_length", "not stated")
        raise StatedError(
            f"training.max_length {stated}: a row that is cut loses tokens of its pictures, with "
            "some models in silence; state max_length: null"
        )


def read_config(path: Path) -> Config:
    """The config of a file. Raises StatedError with the first thing that is wrong in it."""
    content = _parsed(path)
    try:
        _require_keys(content, Config, "")
        stated = content.get("scoring") or {}
        _require_keys(stated, Scoring, "scoring.")
        images = content.get("images", IMAGES)
        if not isinstance(images, list | tuple):
            raise StatedError(f"images {images!r}: it takes a list")
        return Config(**content | {"scoring": Scoring(**stated), "images": tuple(images)})
    except StatedError as error:
        raise StatedError(f"{path}: {error}") from None


def _parsed(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise StatedError(f"{path}: no such file; begin with examples/finetune/lora.yaml") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise StatedError(f"{path}: no YAML ({' '.join(str(error).split())})") from None
    if not isinstance(content, dict):
        raise StatedError(f"{path}: {type(content).__name__}, expected keys and values")
    return content


def _require_keys(content: Any, kind: type[Config | Scoring], where: str) -> None:
    """Raises StatedError if a key is unknown or missing, or a mapping is none."""
    if not isinstance(content, dict):
        raise StatedError(f"{where}: {content!r}, expected keys and values")
    known = [one.name for one in fields(kind)]
    require_known(f"key {where}".strip(), [*map(str, content)], known)
    needed = ("model", "data", "tasks", "training", "lora") if kind is Config else ()
    for name in needed:
        if not content.get(name):
            raise StatedError(f"{where}{name}: not stated; see examples/finetune/lora.yaml")
    for name in ("tasks", "training", "lora"):
        if not isinstance(content.get(name, {}), dict):
            raise StatedError(f"{name} {content[name]!r}: expected keys and values")
