"""What harnesses write becomes the same predictions, and these get the same scores."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest

from bigearthnet_txt_cli.main import main
from bigearthnet_txt_evaluation.adapters.asked import NOTHING, Asked, mark
from bigearthnet_txt_evaluation.adapters.collecting import collect
from bigearthnet_txt_evaluation.adapters.lmms_eval import cider_d, mean, process_results
from bigearthnet_txt_evaluation.scoring import read_predictions, score
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark
from bigearthnet_txt_evaluation.scoring.captions import Shared
from bigearthnet_txt_evaluation.scoring.errors import ScoringError, StatedError
from bigearthnet_txt_evaluation.scoring.scores import Scores
from tests.adapters import answers
from tests.scoring.made import benchmark_of, predictions_file

ASKED = Asked({}, ["7", "8"], [mark("Why?"), mark("Where?")])
Write = Callable[[Path, Any, Any], Path]
WRITERS: dict[str, tuple[str, Write]] = {
    "lmms-eval": ("lmms-eval", answers.lmms_eval),
    "vlmevalkit, xlsx": ("vlmevalkit", answers.vlmevalkit_xlsx),
    "vlmevalkit, tsv": ("vlmevalkit", answers.vlmevalkit_tsv),
    "vlmevalkit, json": ("vlmevalkit", answers.vlmevalkit_json),
    "evalscope": ("evalscope", answers.evalscope),
}


@pytest.fixture(scope="module")
def benchmark(tmp_path_factory: pytest.TempPathFactory) -> Benchmark:
    return benchmark_of(tmp_path_factory.mktemp("made"), answers.rows())


@pytest.fixture(scope="module")
def direct(benchmark: Benchmark, tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """The scores of the answers in a file of our own."""
    said = answers.texts(answers.rows())
    lines = [answers.STATED, *({"ID": name, "prediction": text} for name, text in said.items())]
    path = predictions_file(tmp_path_factory.mktemp("direct") / "predictions.jsonl", lines)
    return score(benchmark, read_predictions(path))


@pytest.mark.parametrize("form", WRITERS)
def test_scores_are_the_same_by_every_road(
    form: str, benchmark: Benchmark, direct: Scores, tmp_path: Path
) -> None:
    """Three hundred answers, as each harness leaves them: every number, failed and unread ones."""
    harness, write = WRITERS[form]
    asked = answers.rows()
    written = write(tmp_path, asked, answers.texts(asked))
    out = tmp_path / "predictions.jsonl"
    assert collect(harness, written, out, answers.names(asked)) == 300
    found = score(benchmark, read_predictions(out))
    assert found.lines == direct.lines
    assert (found.failed, found.unread, found.reasons) == (
        direct.failed,
        direct.unread,
        direct.reasons,
    )
    assert direct.failed == 6 and direct.unread > 50


def test_lmms_eval_computes_our_scores(direct: Scores) -> None:
    """`process_results` gives each answer the score that ours does; a failed request has none.

    The mean over its answers is ours, for questions and boxes; CIDEr-D of captions too.
    """
    asked, said = answers.rows(), answers.texts(answers.rows())
    kept: dict[str, list[dict[str, Any]]] = {}
    for one in direct.outcomes:
        row = next(row for row in asked if row["ID"] == one.key.id)
        ((measure, result),) = process_results(
            answers.document(row), [said[str(row["ID"])]]
        ).items()
        assert result.get("score") == one.score
        assert ("error" in result) == one.failed
        kept.setdefault(measure, []).append(result)
    for measure, types in (("accuracy", ("binary", "mcq")), ("mIoU", ("bounding box",))):
        scores = [one.score for one in direct.outcomes if one.row["type"] in types]
        assert mean(kept[measure]) == np.mean([value for value in scores if value is not None])
    came = [one for one in direct.outcomes if one.row["type"] == "captioning" and not one.failed]
    shared = Shared.of(
        [str(one.reading.value) for one in came], [one.row["output"] for one in came]
    )
    assert cider_d(kept["CIDEr-D"]) == pytest.approx(shared.cider_d.mean())


def test_rotated_answers_keep_their_order(tmp_path: Path) -> None:
    """The name of a question says by how many places its options were moved."""
    path = tmp_path / "m.json"
    path.write_text(json.dumps([{"index": "ID7r2", "prediction": "b"}]))
    collect("vlmevalkit", path, tmp_path / "out.jsonl")
    assert json.loads((tmp_path / "out.jsonl").read_text()) == {
        "ID": 7,
        "rotation": 2,
        "prediction": "b",
    }


def test_the_newest_samples_of_a_task_count(tmp_path: Path) -> None:
    """A first try of lmms-eval with a limit lies beside the whole run."""
    for time, text in (("20261130_080000", "no"), ("20261130_220000", "yes")):
        sample = {"doc_id": 0, "filtered_resps": text, "accuracy": {"ID": "7", "block": "b"}}
        (tmp_path / f"{time}_samples_bigearthnet_txt_binary.jsonl").write_text(json.dumps(sample))
    assert collect("lmms-eval", tmp_path, tmp_path / "out.jsonl") == 1
    assert json.loads((tmp_path / "out.jsonl").read_text())["prediction"] == "yes"


@pytest.mark.parametrize(
    ("harness", "name", "content", "said"),
    [
        (
            "vlmevalkit",
            "m.csv",
            "index,prediction",
            "name a file that ends with .xlsx, .tsv, .json",
        ),
        ("vlmevalkit", "m.xlsx", "no workbook", "it cannot be read as a table (BadZipFile"),
        ("vlmevalkit", "m.json", '{"index": 1}', "it cannot be read as a table (ValueError"),
        ("vlmevalkit", "m.json", '[{"ID": 1}]', "no columns index and prediction; it has ID"),
        ("vlmevalkit", "m.json", "[]", "no answers of vlmevalkit"),
        ("vlmevalkit", "m.json", '[{"index": "x", "prediction": ""}]', "'x' is no ID"),
        (
            "vlmevalkit",
            "m.json",
            '[{"index": "ID1", "prediction": ""}, {"index": "ID1", "prediction": ""}]',
            "ID 1 twice",
        ),
        ("lmms-eval", "m.jsonl", '{"doc_id": 0, "filtered_resps": "b"}', "no sample of our tasks"),
        ("lmms-eval", "m.jsonl", '{"doc_id": 0', "line 1: no JSON object"),
        ("evalscope", "m.jsonl", '{"index": 9, "model_output": {}}', "no prediction of EvalScope"),
        ("evalscope", "m.jsonl", '{"doc_id": 9}', "line 1: no prediction of EvalScope"),
        (
            "evalscope",
            "m.jsonl",
            '{"index": 0, "model_output": {}, "messages": [{"content": "Where?"}]}',
            "on these questions; name the folder that was asked",
        ),
    ],
)
def test_what_is_no_output_of_a_harness_is_said(
    harness: str, name: str, content: str, said: str, tmp_path: Path
) -> None:
    """One message, with the way out; no file is written."""
    path, out = tmp_path / name, tmp_path / "out.jsonl"
    path.write_text(content)
    with pytest.raises(ScoringError) as error:
        collect(harness, path, out, ASKED)
    assert said in str(error.value) and not out.exists()


def test_what_a_workbook_does_to_texts_is_undone_or_told(tmp_path: Path) -> None:
    """What begins with "=" is a formula there; what is too long is cut, and so has failed."""
    asked = answers.rows()[:3]
    said = {
        str(row["ID"]): text for row, text in zip(asked, ("=B", "x" * 32_767, "b"), strict=True)
    }
    path = answers.vlmevalkit_xlsx(tmp_path, asked, said)
    rewrite(path, '<c r="D2" t="s"><v>7</v></c>', '<c r="D2"><f>B</f><v>0</v></c>')
    collect("vlmevalkit", path, tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").open()]
    assert [line["prediction"] for line in lines] == ["=B", None, "b"]
    assert "PRED_FORMAT=tsv" in lines[1]["error"]


def test_texts_may_stand_in_the_cells(tmp_path: Path) -> None:
    """As some programs write a workbook: without a part of shared texts."""
    asked = answers.rows()[:1]
    path = answers.vlmevalkit_xlsx(tmp_path, asked, {str(asked[0]["ID"]): "b"})
    rewrite(path, '<c r="D2" t="s"><v>7</v></c>', '<c r="D2" t="inlineStr"><is><t>yes</t></is></c>')
    collect("vlmevalkit", path, tmp_path / "out.jsonl")
    assert json.loads((tmp_path / "out.jsonl").read_text())["prediction"] == "yes"


def rewrite(path: Path, old: str, new: str) -> None:
    """Replaces a cell of a workbook."""
    with ZipFile(path) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    assert old in parts["xl/worksheets/sheet1.xml"], parts["xl/worksheets/sheet1.xml"][:900]
    with ZipFile(path, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text.replace(old, new))


def test_evalscope_needs_what_was_asked(tmp_path: Path) -> None:
    """It numbers the questions, and knows no IDs."""
    with pytest.raises(StatedError, match="--asked"):
        collect("evalscope", tmp_path, tmp_path / "out.jsonl", NOTHING)


def test_an_answer_that_never_came_has_failed(tmp_path: Path) -> None:
    """EvalScope keeps the error in the place of the choices."""
    output = {"choices": [], "error": "HTTP 500"}
    line = {"index": 0, "model_output": output, "messages": [{"content": "Why?"}]}
    (tmp_path / "m.jsonl").write_text(json.dumps(line))
    collect("evalscope", tmp_path, tmp_path / "out.jsonl", ASKED)
    assert json.loads((tmp_path / "out.jsonl").read_text())["error"] == "HTTP 500"


def test_the_command_states_what_was_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--asked takes the first line of the predictions from the folder that harness wrote."""
    (tmp_path / "asked.json").write_text(json.dumps({"stated": {"a": 1}, "names": [], "marks": []}))
    (tmp_path / "m.json").write_text(json.dumps([{"index": "ID7", "prediction": "b"}]))
    out = tmp_path / "predictions.jsonl"
    command = ["collect", str(tmp_path / "m.json"), "--from", "vlmevalkit", "--out", str(out)]
    assert main([*command, "--asked", str(tmp_path)]) == 0
    assert json.loads(out.read_text().splitlines()[0]) == {"a": 1}
    assert "1 answers" in capsys.readouterr().out
    assert main([*command, "--asked", str(out)]) == 1
    assert "name the folder that it wrote" in capsys.readouterr().err
