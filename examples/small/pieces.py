"""Pieces: a study in parts that are kept. A piece is a model of some inputs and some patches.

    both, 4,000 patches -> DIR/both-4000/: encoder.pt, facts, model.pt, vqa.jsonl, refexp.jsonl,
    bench.jsonl and, last of all, piece.json

What a kill leaves behind is taken up by the next call: the encoder, the facts and the reader are
steps, each kept when it is done. Chance follows from the seed, so that a piece comes out the same.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from bigearthnet_txt import decode_bands
from bigearthnet_txt_evaluation.prompts import prompt
from bigearthnet_txt_evaluation.scoring import read_benchmark
from examples.small import reading, seeing
from examples.small.asked import rows_of
from examples.small.data import ASKED, BENCH, LEARNED, Data
from examples.small.encoder import Encoder
from examples.small.facts import Facts
from examples.small.kept import keep, read_json, write_json, write_text
from examples.small.models import Model, load, save
from examples.small.pixels import BANDS, patch_rows, stacked

BOX_FORMAT = "unit_xyxy"
VIEWS = ("true_color",)  # which a prompt names; the model reads the question alone


@dataclass(frozen=True, slots=True)
class Piece:
    """What is trained: `patches` of train, all if None."""

    inputs: str
    patches: int | None
    seed: int = 1

    @property
    def name(self) -> str:
        """The name of its folder: "both-4000"."""
        return f"{self.inputs}-{self.patches or 'all'}"


def work(piece: Piece, data: Data, folder: Path) -> None:
    """Does what is left to do of a piece."""
    torch.set_num_threads(1)  # sums come out alike, whoever else uses the cores
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "piece.json").exists():
        _Work(piece, data, folder).run()


class _Work:
    """The steps of a piece, each of which keeps its result."""

    def __init__(self, piece: Piece, data: Data, folder: Path) -> None:
        self.piece, self.data, self.folder = piece, data, folder
        self.rows = data.first(piece.patches)

    def run(self) -> None:
        encoder = self._encoder()
        learned, _ = self._facts(encoder, LEARNED, self.rows)
        model = self._model(encoder, learned)
        asked, cells = self._facts(encoder, ASKED, np.arange(len(self.data.patches[ASKED])))
        self._answer(model, asked)
        if self.piece.patches is None:
            self._answer_bench(model)
        done = {**asdict(self.piece), "learned": len(self.rows), "cells": cells,
                "parameters": model.parameters, "seconds": self._times()}  # fmt: skip
        write_json(self.folder / "piece.json", done)
        for kept in self.folder.glob("*.npz"):
            kept.unlink()

    def _encoder(self) -> Encoder:
        kept = self.folder / "encoder.pt"
        encoder = Encoder(self.piece.inputs)
        if not kept.exists():
            total = seeing.shown_of(len(self.rows))
            with self._timed("cells", total, " patches") as progress:
                encoder = seeing.train_encoder(
                    self.data.patches[LEARNED], self.rows, self.piece.inputs,
                    seed=self.piece.seed, progress=progress,
                )  # fmt: skip
            keep(kept, lambda path: torch.save(encoder.state_dict(), path))
        encoder.load_state_dict(torch.load(kept, weights_only=True))
        encoder.to(memory_format=torch.channels_last).eval()
        return encoder

    def _facts(self, encoder: Encoder, split: str, rows: np.ndarray) -> tuple[Facts, float]:
        """The facts of all patches of a split, zeros but for those rows; and the cells that fit."""
        kept = self.folder / f"{split}.npz"
        if not kept.exists():
            with self._timed(f"facts of {split}", len(rows), " patches") as progress:
                seen, cells = seeing.facts_seen(encoder, self.data.patches[split], rows, progress)
            keep(kept, lambda path: np.savez(path, cells=cells, **vars(seen)))
        with np.load(kept) as stored:
            cells = float(stored["cells"])
            return Facts(*(stored[name] for name in Facts.__dataclass_fields__)), cells

    def _model(self, encoder: Encoder, facts: Facts) -> Model:
        kept = self.folder / "model.pt"
        if not kept.exists():
            asked = self.data.questions[LEARNED].about(self.rows)
            total = reading.shown_of(len(asked))
            with self._timed("questions", total, " questions") as progress:
                reader = reading.train_reader(
                    asked, facts, len(self.data.words), seed=self.piece.seed, progress=progress
                )
            save(Model(encoder, reader, self.data.words), kept)
        return load(kept)

    def _answer(self, model: Model, facts: Facts) -> None:
        """Writes the answers to the questions of test."""
        asked = self.data.questions[ASKED]
        with self._timed("answers", len(asked), " questions") as progress:
            said = reading.answers(model.reader, asked, facts, progress)
        rows = list(rows_of(self.data.release, ASKED))
        boxes = [row["type"] == "bounding box" for row in rows]
        for config, wanted in (("vqa", False), ("refexp", True)):
            lines = [
                (row["ID"], text)
                for row, text, box in zip(rows, said, boxes, strict=True)
                if box is wanted
            ]
            predictions(self.folder / f"{config}.jsonl", self.piece.name, lines)

    def _answer_bench(self, model: Model) -> None:
        """Writes the answers to the benchmark, each asked alone as the server is."""
        rows = read_benchmark(self.data.release).rows
        by_patch: dict[str, list[Mapping[str, Any]]] = {}
        for row in rows:
            by_patch.setdefault(row["patch_id"], []).append(row)
        said: dict[int, str] = {}
        with self._timed("benchmark", len(rows), " questions") as progress:
            for facts, mine in self._seen_alone(model, by_patch):
                for row in mine:
                    said[row["ID"]] = model.answer(prompt(row, VIEWS, BOX_FORMAT), facts)
                progress(len(mine))
        lines = [(row["ID"], said[row["ID"]]) for row in rows]
        predictions(self.folder / "bench.jsonl", self.piece.name, lines)

    def _seen_alone(
        self, model: Model, by_patch: Mapping[str, list[Mapping[str, Any]]]
    ) -> Iterator[tuple[Facts, list[Mapping[str, Any]]]]:
        """Patch by patch, what the model sees and what is asked about it."""
        for row in patch_rows(self.data.release, BENCH, ["patch_id", *BANDS]):
            if mine := by_patch.get(row["patch_id"]):
                pixels = stacked([decode_bands(row)], [row["patch_id"]])
                yield model.facts(pixels), mine

    @contextmanager
    def _timed(self, what: str, total: int, unit: str) -> Iterator[Callable[[int], object]]:
        """A bar, and the seconds of a step with its throughput in `times.json`."""
        start = time.process_time()
        with tqdm(total=total, desc=f"{self.piece.name}: {what}", unit=unit, mininterval=2) as bar:
            yield bar.update
        times = self._times()
        times[what] = [round(time.process_time() - start, 1), total]
        write_json(self.folder / "times.json", times)

    def _times(self) -> dict[str, list[float]]:
        """Step -> seconds of one core, and how many patches or questions it worked on."""
        kept = self.folder / "times.json"
        times: dict[str, list[float]] = read_json(kept) if kept.exists() else {}
        return times


def predictions(path: Path, model: str, said: Sequence[tuple[int, str]]) -> None:
    """A file of predictions, as the scorer reads it."""
    lines: list[dict[str, Any]] = [{"model": model, "box_format": BOX_FORMAT}]
    lines += [{"ID": number, "prediction": text} for number, text in said]
    write_text(path, "\n".join(map(json.dumps, lines)) + "\n")
