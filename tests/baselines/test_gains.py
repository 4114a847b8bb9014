"""What pixels add to the text: differences by hand, and the table that is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import results
from bigearthnet_txt_evaluation.baselines.predicting.gains import gains, gains_table
from bigearthnet_txt_evaluation.scoring import read_predictions, score
from tests.scoring.made import benchmark_of, choice, predictions_file, yes_no

ROWS = [
    *(yes_no(k, "yes") for k in range(12)),
    *(choice(12 + k, "a", patch_row=k) for k in range(12)),
]


def test_a_gain_is_over_the_best_blind_model_of_the_task(tmp_path: Path) -> None:
    """Of yes/no the SVM is best with 6 of 12, of four options the majority with 3; pixels know."""
    benchmark = benchmark_of(tmp_path, ROWS)
    right = {
        "majority": (3, 3),
        "svm": (6, 0),
        "trees": (6, 3),
        "pixels-both": (12, 9),
    }  # of yes/no, of four options
    scores = {}
    for name, (binary, mcq) in right.items():
        lines = [{"ID": k, "prediction": "yes" if k < binary else "no"} for k in range(12)]
        lines += [{"ID": 12 + k, "prediction": "a" if k < mcq else "b"} for k in range(12)]
        path = predictions_file(tmp_path / f"{name}.jsonl", [{"model": name}, *lines])
        scores[name] = score(benchmark, read_predictions(path))
    found = list(gains(scores))
    assert [(one.task, one.best) for one in found] == [
        ("binary/presence", "svm"),
        ("mcq/presence", "majority"),
    ]
    assert [one.difference.value for one in found] == pytest.approx([0.5, 0.5])
    head, cells = gains_table(found, scores)
    assert head == [
        *("task", "items", "best blind", "pixels-both", "pixels-both less best blind"),
    ]
    assert cells[0][:4] == ["binary/presence", "12", "50.0 (svm)", "100.0"]
    assert list(gains({"svm": scores["svm"]})) == []


@pytest.mark.parametrize("category", ["presence", "area", "adjacency"])
def test_pixels_beat_blind_models_in_the_kept_table(category: str) -> None:
    """On the synthetic world of the benchmark, by more than the interval of the difference."""
    rows = {row[0]: row for row in results.read("sensors").rows}
    for kind in ("binary", "mcq"):
        value, low = rows[f"{kind}/{category}"][-1].split(" (")
        assert 0 < float(low.split()[0]) < float(value)
