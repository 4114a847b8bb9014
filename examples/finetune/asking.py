"""Asking: the model that is trained, in this process, with the questions of the benchmark.

Model + Release -> predictions.jsonl -> Scores: by the same prompts, pictures and rules as
`bigearthnet-txt run` and `bigearthnet-txt score`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from tqdm import tqdm

from bigearthnet_txt_evaluation.running.pictures import enlarged, patch_rows, require_none
from bigearthnet_txt_evaluation.running.questions import Question, questions
from bigearthnet_txt_evaluation.running.settings import Settings, stated
from bigearthnet_txt_evaluation.running.writing import FILE, Said, write_predictions
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark
from bigearthnet_txt_evaluation.scoring.predictions import read_predictions
from bigearthnet_txt_evaluation.scoring.reports import write_reports
from bigearthnet_txt_evaluation.scoring.scores import Scores, score
from bigearthnet_txt_evaluation.training.messages import conversation
from examples.finetune.config import Config, Scoring


class Shown(NamedTuple):
    """A question with its pictures, in the order in which the prompt names them."""

    asked: Question
    pictures: Sequence[Image.Image]


def asked_and_scored(
    model: Any, processor: Any, benchmark: Benchmark, config: Config, *, folder: Path
) -> Scores:
    """The scores of a model; what it answered already in this folder is not asked again."""
    path, settings = folder / FILE, _settings(benchmark, config)
    if not path.exists():
        asked = questions(benchmark, settings)
        folder.mkdir(parents=True, exist_ok=True)
        pictured = shown(benchmark, asked)
        bar = tqdm(pictured, total=len(asked), unit="question", disable=None)
        said = [*_answers(model, processor, iter(bar), config.scoring)]
        told = {"model": f"{config.model}, {folder.name}"}
        write_predictions(folder, stated(settings, benchmark, told), asked, said)
    found = score(benchmark, read_predictions(path), partial=settings.limit is not None)
    write_reports(found, folder)
    return found


def _settings(benchmark: Benchmark, config: Config) -> Settings:
    form = config.form.format
    return Settings(
        str(benchmark.release.where),
        images=",".join(config.images),
        limit=config.scoring.questions,
        box_format=form.name if form else config.boxes,
    )


def shown(benchmark: Benchmark, asked: Sequence[Question]) -> Iterator[Shown]:
    """The questions with their pictures, patch by patch. Raises RunError if one has no pixels."""
    waiting: dict[str, list[Question]] = {}
    for one in asked:
        waiting.setdefault(one.row["patch_id"], []).append(one)
    views = dict.fromkeys(view for one in asked for view in one.views)
    for row in patch_rows(benchmark, views):
        drawn = cache(partial(enlarged, row))
        for one in waiting.pop(row["patch_id"], []):
            yield Shown(one, [drawn(view) for view in one.views])
    require_none(waiting, benchmark.release)


def _answers(model: Any, processor: Any, asked: Iterator[Shown], how: Scoring) -> Iterator[Said]:
    """What the model says, a batch at a time."""
    while batch := [*islice(asked, how.batch)]:
        texts = _said(model, processor, batch, how.max_tokens)
        for one, text in zip(batch, texts, strict=True):
            yield Said(one.asked.name, text.strip(), None)


def _said(model: Any, processor: Any, batch: Sequence[Shown], max_tokens: int) -> Sequence[str]:
    """The likeliest answer to each question."""
    prompts = [
        processor.apply_chat_template(
            conversation(one.asked.prompt, "", len(one.pictures))[:1],
            add_generation_prompt=True,
            tokenize=False,
        )
        for one in batch
    ]
    given = processor(
        text=prompts,
        images=[[*one.pictures] for one in batch],
        padding=True,
        padding_side="left",
        return_tensors="pt",
    ).to(model.device, dtype=model.dtype)
    told = model.generate(**given, max_new_tokens=max_tokens, do_sample=False)
    said: Sequence[str] = processor.batch_decode(
        told[:, given["input_ids"].shape[1] :], skip_special_tokens=True
    )
    return said
