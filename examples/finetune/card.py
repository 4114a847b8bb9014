"""The card: how the model was made, what it answered before and after. Scores -> README.md.

It states the release and the hash of its rows, so that a reader can get the same rows again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from bigearthnet_txt_evaluation.adapters.hub_results import write_results
from bigearthnet_txt_evaluation.scoring.comparing import compare
from bigearthnet_txt_evaluation.scoring.reports import differences_markdown
from bigearthnet_txt_evaluation.scoring.reports.as_markdown import NOTE, main_tables, remarks
from bigearthnet_txt_evaluation.scoring.reports.statement import in_a_line
from bigearthnet_txt_evaluation.scoring.scores import Scores
from bigearthnet_txt_evaluation.training.exporting import row_hash
from bigearthnet_txt_reader.release import Release
from examples.finetune.config import Config
from examples.finetune.mixing import SPLIT, Mix, configs_of


def write_card(
    folder: Path, config: Config, mix: Mix, *, before: Scores, after: Scores
) -> list[Path]:
    """Writes README.md, and the results for the Hub if the config names the dataset there.

    Raises ScoringError if a question of a task has no answer, so that there is no result.
    """
    path = folder / "README.md"
    path.write_text("\n\n".join(_parts(config, mix, before, after)) + "\n", "utf-8")
    if config.scoring.dataset is None:
        return [path]
    return [path, write_results(after, config.scoring.dataset, folder)]


def _parts(config: Config, mix: Mix, before: Scores, after: Scores) -> Iterator[str]:
    benchmark = after.benchmark
    yield _head(config)
    yield f"# {config.model}, fine-tuned on BigEarthNet.txt"
    yield "\n".join(f"- {name}: {value}" for name, value in _made(config, mix, benchmark.release))
    yield f"## Scores on {benchmark.config}, {benchmark.split}"
    yield f"No place of {SPLIT} lies in {benchmark.split}. {NOTE}"
    for title, scores in (("Before", before), ("After", after)):
        yield f"### {title}"
        yield from main_tables(scores)
        yield f"*{in_a_line(scores)}*"
        yield from remarks(scores)
    yield "### After (first) against before (second)"
    yield differences_markdown(compare(benchmark, after.predictions, before.predictions))
    yield "Contains modified Copernicus Sentinel data 2017/2018."


def _head(config: Config) -> str:
    """What the Hub reads; JSON texts are YAML too."""
    said = {"base_model": config.model, "library_name": "peft", "tags": ["lora", "remote-sensing"]}
    if config.scoring.dataset:
        said["datasets"] = [config.scoring.dataset]
    lines = (f"{name}: {json.dumps(value)}" for name, value in said.items())
    return "\n".join(("---", *lines, "---"))


def _made(config: Config, mix: Mix, release: Release) -> Iterator[tuple[str, str]]:
    """How the model was made, as far as another needs it to make it again."""
    total = sum(pool.weight for pool in mix.pools)
    revision = config.revision or "none stated"
    yield "base model", config.model
    yield "data", f"{release.where}, version {release.version}, revision {revision}"
    yield "rows", f"{row_hash(release, configs_of(config), SPLIT)} (hash of {SPLIT})"
    yield "images", ", ".join(config.images)
    yield "boxes", config.boxes
    yield "symmetries", "all eight" if config.symmetries else "none"
    for pool in mix.pools:
        yield pool.task, f"{pool.weight / total:.0%} of the draws, from {len(pool.rows):,} rows"
    yield "seed", str(config.seed)
    yield "LoRA", json.dumps(dict(config.lora))
    yield "training", json.dumps(dict(config.training))
