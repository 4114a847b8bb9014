"""The examples of examples/sensors run on tiny random models, without a download.

Run with `make test-models`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bigearthnet_txt_reader.release import Release
from builder.stats.bands import write_bands
from tests.conftest import ROOT
from tests.matrix.environments import TRAINERS, make_environment, run_offline

pytestmark = pytest.mark.models
TOWERS = ("clip", "siglip", "vit", "dinov2", "qwen2-vl")


@pytest.fixture(scope="module")
def told(few_release: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the examples gave."""
    place = tmp_path_factory.mktemp("sensors")
    python = make_environment(*TRAINERS)
    release = Path(shutil.copytree(few_release, place / "bigearthnet_txt"))
    write_bands(Release.open(release), lambda _: None)
    llava = place / "llava"
    script = ROOT / "tests" / "running" / "tiny_llava.py"
    subprocess.run([python, script, llava], check=True, capture_output=True)
    script = ROOT / "tests" / "training" / "sensor_models.py"
    printed = run_offline(python, script, release, llava, place / "towers", home=place / "hf")
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return found


@pytest.mark.parametrize("tower", TOWERS)
def test_a_widened_tower_gives_what_it_gave(told: dict[str, Any], tower: str) -> None:
    """Before training the output is equal to the bit; then each of the eleven channels learns."""
    found = told["towers"][tower]
    assert found["same"] is True
    assert found["learned"] == told["new"] == 11
    assert found["moved"] > 0


@pytest.mark.parametrize("tower", TOWERS)
def test_a_folded_tower_is_saved_and_loaded(told: dict[str, Any], tower: str) -> None:
    """One convolution gives the same up to rounding; the library loads it by its own config."""
    found = told["towers"][tower]
    assert found["folded"] < 1e-4
    assert found["loaded"] is True


def test_a_tower_inside_a_model_for_chat_is_found(told: dict[str, Any]) -> None:
    """A model without a convolution of three channels is refused in one sentence."""
    assert told["inside"].startswith("CLIPVision")
    assert "Linear: 0 convolutions take 3 channels (none)" in told["refused"]


def test_new_channels_come_in_deviations(told: dict[str, Any]) -> None:
    """Of one patch: around their mean over train, not in thousands."""
    assert 0.05 < told["mean"] < 5


def test_all_bands_go_in_triplets(told: dict[str, Any]) -> None:
    """Four pictures of Sentinel-2 and one of radar; one vector stands for the patch."""
    assert told["triplets"] == [[120, 120]] * 5
    assert told["features"] == 32


def test_six_views_go_into_a_chat(told: dict[str, Any]) -> None:
    """The processor makes tokens of all six pictures, 4 x 4 squares each, and the model answers."""
    assert told["image_tokens"] == 6 * 16
    assert isinstance(told["answer"], str)
