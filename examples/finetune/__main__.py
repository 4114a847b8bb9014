"""Fine-tunes a vision-language model with LoRA, and scores it before and after.

    python -m examples.finetune examples/finetune/lora.yaml --out tuned

Config -> mixed rows -> scores before -> training -> scores after -> card. It needs
`pip install torch transformers trl peft`; docs/training.md says which versions were run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark, read_benchmark
from bigearthnet_txt_evaluation.scoring.errors import ScoringError, StatedError
from bigearthnet_txt_reader.loading import find_release
from bigearthnet_txt_reader.locations import StoreError
from bigearthnet_txt_reader.release import ReleaseError
from examples.finetune.asking import asked_and_scored
from examples.finetune.card import write_card
from examples.finetune.config import Config, read_config
from examples.finetune.mixing import SPLIT, Mix, require_apart

KEPT = "config.yaml"
CHECKPOINTS = "checkpoints"
_LOOKED_AT = 4  # examples whose labels are read before the training


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m examples.finetune",
        description="Fine-tune a vision-language model with LoRA, and score it before and after.",
        epilog="example:\n  python -m examples.finetune examples/finetune/lora.yaml --out tuned",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("config", type=Path, metavar="CONFIG", help="YAML, such as lora.yaml here")
    made.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="folder; a training goes on there"
    )
    made.add_argument(
        "--dry-run", action="store_true", help="say what would be done, and load no model"
    )
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 if all is well, 1 if the data cannot be used, 2 for a wrong call or config."""
    args = parser().parse_args(argv)
    try:
        run(read_config(args.config), args)
    except StatedError as error:
        return _failed(error, 2)
    except (ScoringError, ReleaseError, StoreError, ValueError, OSError, ImportError) as error:
        return _failed(error, 1)
    except KeyboardInterrupt:
        print("stopped; the same command goes on", file=sys.stderr)
        return 130
    return 0


def _failed(error: Exception, code: int) -> int:
    print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
    return code


def run(config: Config, args: argparse.Namespace) -> None:
    """The recipe."""
    benchmark = benchmark_of(config)
    require_apart(benchmark.release, {"test", benchmark.split})
    mix = Mix(config)
    print("\n".join(told(config, mix, benchmark)))
    if args.dry_run:
        return
    claim(args.out, args.config)
    trainer, processor = trainer_of(config, mix, args.out)
    require_answers_alone(trainer, processor, mix)
    asked = (trainer.model, processor, benchmark, config)
    before = asked_and_scored(*asked, folder=args.out / "before")
    train(trainer, args.out)
    after = asked_and_scored(*asked, folder=args.out / "after")
    for path in write_card(args.out, config, mix, before=before, after=after):
        print(f"{path}: written")


def benchmark_of(config: Config) -> Benchmark:
    """The rows that are asked."""
    where = config.scoring
    wanted = [f"data/{name}/{where.split}-*" for name in (where.config, "patches")]
    release = find_release(config.data, config.revision, wanted, streaming=True)
    return read_benchmark(release, where.config, where.split)


def told(config: Config, mix: Mix, benchmark: Benchmark) -> Iterator[str]:
    """What will be done."""
    total, asked = sum(pool.weight for pool in mix.pools), len(benchmark.rows)
    yield f"model: {config.model}, LoRA {dict(config.lora)}"
    yield f"data: {benchmark.release.where}, version {benchmark.release.version}, {SPLIT}"
    for pool in mix.pools:
        yield f"  {pool.weight / total:4.0%} {pool.task}: {len(pool.rows):,} rows"
    yield f"shown: {', '.join(config.images)}; symmetries: {'on' if config.symmetries else 'off'}"
    yield f"steps: {config.training['max_steps']:,}"
    yield (
        f"scored before and after: {min(config.scoring.questions or asked, asked):,} of {asked:,} "
        f"rows of {benchmark.config}, {benchmark.split}; it shares no place with {SPLIT}"
    )
    hub = config.scoring.dataset
    yield f"results for the Hub: {hub or 'none, since scoring.dataset names no dataset'}"


def claim(folder: Path, config: Path) -> None:
    """Makes the folder that of this config. Raises StatedError if it holds something else."""
    kept, text = folder / KEPT, config.read_text("utf-8")
    if kept.exists():
        if kept.read_text("utf-8") != text:
            raise StatedError(f"{folder}: it began with another config, {kept}; name a new folder")
        return
    if folder.exists() and any(folder.iterdir()):
        raise StatedError(f"{folder}: it holds files already; name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    kept.write_text(text, "utf-8")


def trainer_of(config: Config, mix: Mix, out: Path) -> tuple[Any, Any]:
    """The trainer and the processor of the model. Raises StatedError if a setting is unknown."""
    try:
        from peft import LoraConfig
        from transformers import AutoProcessor
        from trl import SFTConfig, SFTTrainer
    except ImportError as error:
        raise ImportError(
            f"{error}; install what trains: pip install torch transformers trl peft"
        ) from None
    try:
        lora = LoraConfig(task_type="CAUSAL_LM", **config.lora)
        args = SFTConfig(
            output_dir=str(out / CHECKPOINTS),
            seed=config.seed,
            report_to=[],
            remove_unused_columns=False,  # a draw becomes a row when it is asked for
            **config.training,
        )
    except (TypeError, ValueError) as error:
        raise StatedError(f"lora or training: {error}") from None
    draws = args.max_steps * args.train_batch_size
    draws *= args.gradient_accumulation_steps * args.world_size
    processor = AutoProcessor.from_pretrained(config.model)
    trainer = SFTTrainer(
        model=config.model,
        args=args,
        train_dataset=mix.dataset(draws),
        processing_class=processor,
        peft_config=lora,
    )
    return trainer, processor


def require_answers_alone(trainer: Any, processor: Any, mix: Mix) -> None:
    """Prints what the loss of a few rows is on. Raises ScoringError if that is not the answer."""
    rows = [mix.example(k) for k in range(_LOOKED_AT)]
    answers = [row["completion"][0]["content"] for row in rows]
    labels = trainer.data_collator(rows)["labels"]
    for answer, one in zip(answers, labels, strict=True):
        learned = one[one != -100]
        print(f"loss on: {processor.tokenizer.decode(learned)!r}")
        said = processor.tokenizer.decode(learned, skip_special_tokens=True)
        if "".join(said.split()) != "".join(answer.split()):
            raise ScoringError(
                f"the loss would be on {said!r}, not on the answer {answer!r}; does the chat "
                "template of the model end a prompt with what an answer begins with?"
            )


def train(trainer: Any, out: Path) -> None:
    """Trains on from the last checkpoint, and writes the adapter."""
    from transformers.trainer_utils import get_last_checkpoint

    folder = out / CHECKPOINTS
    trainer.train(resume_from_checkpoint=get_last_checkpoint(folder) if folder.is_dir() else None)
    losses = [one["loss"] for one in trainer.state.log_history if "loss" in one]
    print(f"loss of answers: {losses[0]:.3f} at first, {losses[-1]:.3f} at last")
    trainer.save_model(str(out))


if __name__ == "__main__":
    sys.exit(main())
