"""Running a model, whole: settings and a server -> a folder with predictions.

    >>> server = Server("http://127.0.0.1:8000/v1", "a-model")
    >>> run_model(Settings("bigearthnet_txt"), server, Path("run")).questions
    15029

The folder holds `run.json` (what is asked), `pictures/`, `logs/` (of inspect) and
`predictions.jsonl`. The same call goes on where a run was stopped.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from bigearthnet_txt_evaluation.running.errors import RunError
from bigearthnet_txt_evaluation.running.pictures import write_shown
from bigearthnet_txt_evaluation.running.questions import questions
from bigearthnet_txt_evaluation.running.server import Server
from bigearthnet_txt_evaluation.running.settings import Settings, keep, require_same, stated
from bigearthnet_txt_evaluation.running.writing import Report, write_predictions
from bigearthnet_txt_evaluation.scoring.benchmark import read_benchmark
from bigearthnet_txt_reader.release import Release

NEEDS = ("inspect-ai>=0.3.285", "openai>=2")  # beyond the package; no extra of it, see docs


def require_inspect() -> None:
    """Raises RunError if what sends the requests is not installed."""
    missing = [name for name in ("inspect_ai", "openai") if find_spec(name) is None]
    if missing:
        raise RunError(
            f"{' and '.join(missing)}: not installed, and it sends the requests; "
            f"pip install {' '.join(map(repr, NEEDS))}"
        )


def run_model(settings: Settings, server: Server, folder: Path) -> Report:
    """Asks what is not answered yet, and writes the predictions.

    Raises RunError if the data changed since the run began, StatedError if it asks another thing.
    """
    require_inspect()
    benchmark = read_benchmark(Release.open(settings.data))
    asked = questions(benchmark, settings)
    first = stated(settings, benchmark, server.stated())
    require_same(folder, first)
    write_shown(folder / "pictures", benchmark, asked, settings)
    keep(folder, first)
    from bigearthnet_txt_evaluation.running.inspecting import ask  # not installed with us

    return write_predictions(folder, first, asked, ask(settings, server, folder))
