"""Environments of their own for other versions of a library.

`.matrix/datasets-2.21.0/` is made once, and again if the pins change.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# With what reads the archive in torch: torchgeo imports requests and pyarrow without asking for
# them.
TORCH = (
    "torch-2.13.0",
    (
        "torch==2.13.0",
        "torchgeo==0.8.1",
        "requests",
        "datasets==5.2.0",
        "pyarrow==26.0.1",
        "huggingface_hub==2.4.0",
    ),
)

# What the small model of examples/ is made of.
SMALL = (
    "small-2.13.0",
    (
        "torch==2.13.0",
        "datasets==5.2.0",
        "pyarrow==26.0.1",
        "huggingface_hub==2.4.0",
        "pillow",
        "tqdm",
    ),
)

# What reads texts with pixels by workers, and the peer that it is held against.
LOADER = (
    "loader-2.13.0",
    (
        "torch==2.13.0",
        "datasets==5.2.0",
        "pyarrow==26.0.1",
        "huggingface_hub==2.4.0",
        "pillow",
        "lmdb==3.0.0",
        "safetensors==0.8.0",
    ),
)

# What serves a model of its own with the API of OpenAI.
TRANSFORMERS = (
    "transformers-5.24.0",
    ("torch==2.13.0", "transformers[serving]==5.24.0", "pillow"),
)

# What trains, and what reads the exports: a trainer, a loader, and a scorer of boxes.
TRAINERS = (
    "trl-1.16.0",
    (
        "torch==2.13.0",
        "transformers==5.24.0",
        "trl==1.16.0",
        "peft==0.21.2",
        "accelerate==1.15.0",
        "datasets==5.2.0",
        "pyarrow==26.0.1",
        "huggingface_hub==2.4.0",
        "webdataset==1.0.2",
        "pycocotools==2.0.11",
        "faster-coco-eval==1.8.0",
        "pyyaml",
        "pillow",
    ),
)

# Trainers that read exports, with what their preprocessing imports. All that they ask for includes
# torchvision and torchaudio for CUDA, which do not load beside a torch without CUDA.
LLAMAFACTORY = (
    "llamafactory-0.9.5",
    (
        "torch==2.13.0",
        "transformers==5.6.0",
        "trl==0.24.0",
        "peft==0.18.1",
        "accelerate==1.11.0",
        "datasets==4.0.0",
        "av==16.0.0",
        *("einops", "fire", "numpy", "omegaconf", "pandas", "pillow", "sentencepiece", "tyro<0.9"),
    ),
    ("llamafactory==0.9.5",),
)
SWIFT = ("swift-4.6.0", ("torch==2.13.0", "ms-swift==4.6.0"))

# What `bigearthnet-txt run` sends its requests with, beside what the package needs.
INSPECT = (
    "inspect-0.3.285",
    (
        "inspect-ai==0.3.285",
        "openai==3.57.0",
        "datasets==5.2.0",
        "pyarrow==26.0.1",
        "huggingface_hub==2.4.0",
        "pillow",
        "tqdm",
    ),
)


def make_environment(name: str, requirements: tuple[str, ...], alone: tuple[str, ...] = ()) -> Path:
    """The Python of an environment that holds `requirements`.

    These are such as ("datasets==2.21.0", "pyarrow==18.1.0"). `alone` are installed without what
    they ask for.
    """
    folder = ROOT / ".matrix" / name
    python, done = folder / "bin" / "python", folder / "pins.txt"
    pins = "\n".join((*requirements, *alone)) + "\n"
    if not done.exists() or done.read_text("utf-8") != pins:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        _install(python, *requirements)
        if alone:
            _install(python, "--no-deps", *alone)
        done.write_text(pins, "utf-8")
    return python


def _install(python: Path, *what: str) -> None:
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([str(python), *pip, *what], check=True)


def run_offline(python: Path, *args: str | Path, home: Path) -> str:
    """What a script prints in an environment.

    It cannot reach the Hub, finds the project's root module, and caches under `home`.
    """
    return _run(python, *args, HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HOME=str(home))


def run_with_hub(python: Path, *args: str | Path, home: Path, endpoint: str) -> str:
    """The same with a Hub at `endpoint`, read without a token."""
    return _run(
        python,
        *args,
        HF_ENDPOINT=endpoint,
        HF_HOME=str(home),
        HF_HUB_DISABLE_TELEMETRY="1",
        HF_TOKEN="",
    )


def _run(python: Path, *args: str | Path, **settings: str) -> str:
    environment = os.environ | settings | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [python, *args], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (
        f"{' '.join(map(str, args))} failed in {python.parents[1].name}:\n{done.stderr[-3000:]}"
    )
    return done.stdout
