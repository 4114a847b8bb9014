"""The task file for `inspect_ai`: what is asked, and how a request that fails is told.

    inspect eval bigearthnet_txt_evaluation/benchmark --model openai/gpt-4o \\
        -T data=bigearthnet_txt -T folder=run -T images=true_color,sar --no-fail-on-error

`bigearthnet-txt run` does this for any OpenAI-compatible server, goes on where it was stopped, and
writes the predictions. This file and `inspecting.py` alone import `inspect_ai`.
"""

from __future__ import annotations

from pathlib import Path

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageUser, ContentImage, ContentText, ModelOutput
from inspect_ai.solver import Generate, Solver, TaskState, solver

from bigearthnet_txt_evaluation.prompts import BOX_FORMAT
from bigearthnet_txt_evaluation.running.failures import Patience, RequestFailedError, cause_of
from bigearthnet_txt_evaluation.running.pictures import pictures_of, write_shown
from bigearthnet_txt_evaluation.running.questions import Question, questions
from bigearthnet_txt_evaluation.running.settings import OWN, Settings
from bigearthnet_txt_evaluation.scoring.benchmark import read_benchmark
from bigearthnet_txt_reader.release import Release

_PATIENCE = 20  # requests in a row that fail, each after all its tries
_NO_ANSWER = {
    "model_length": "the context of the model is too small",
    "content_filter": "refused by the server",
}  # how an answer ended that is an error's text, not the model's


@task  # type: ignore[untyped-decorator, unused-ignore]
def benchmark(
    data: str,
    folder: str,
    *,
    images: str | list[str] = "true_color",
    shown: str = OWN,
    rotate_options: bool = False,
    limit: int | None = None,
    group: str | None = None,
    box_format: str = BOX_FORMAT,
) -> Task:
    """The benchmark of a release as a task; the arguments are those of `Settings`."""
    settings = Settings(
        data=data,
        images=images if isinstance(images, str) else ",".join(images),
        shown=shown,
        rotate_options=rotate_options,
        limit=limit,
        group=group,
        box_format=box_format,
    )
    rows, pictures = read_benchmark(Release.open(data)), Path(folder).absolute() / "pictures"
    asked = questions(rows, settings)
    write_shown(pictures, rows, asked, settings)
    samples = [_sample(one, pictures_of(pictures, one, settings)) for one in asked]
    dataset = MemoryDataset(samples, name="bigearthnet_txt")
    return Task(dataset, solver=answered(), version=rows.version)


def _sample(asked: Question, pictures: list[Path]) -> Sample:
    """A question as inspect keeps it: pictures by their paths, then the prompt."""
    images = [ContentImage(image=str(path)) for path in pictures]
    names = ("type", "category", "group", "block", "patch_id")
    return Sample(
        id=asked.name,
        input=[ChatMessageUser(content=[*images, ContentText(text=asked.prompt)])],
        target=asked.row["output"],
        metadata={name: asked.row[name] for name in names},
    )


@solver  # type: ignore[untyped-decorator, unused-ignore]
def answered() -> Solver:
    """Asks the model once; inspect sends, waits and tries again.

    Whatever goes wrong is an error of the sample, so that it is asked again when the run goes on.
    """
    patience = Patience(_PATIENCE)

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        patience.require()
        try:
            state = await generate(state)
            _require_answer(state.output)
        except Exception as error:
            cause = cause_of(error)
            patience.missed(cause)
            raise RequestFailedError(cause) from None
        patience.answered()
        return state

    return solve


def _require_answer(output: ModelOutput) -> None:
    """Raises RequestFailedError if the text is not the model's, but that of an error."""
    if why := _NO_ANSWER.get(output.stop_reason):
        raise RequestFailedError(f"{why}: {output.completion}")
    if not output.choices:
        raise RequestFailedError(f"the server gave no answer: {output.error or 'no choices'}")
