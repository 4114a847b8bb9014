"""Data: all that the stages read of a release, made once and kept in a folder.

Release -> DIR/pixels/ (arrays), DIR/asked/ (questions as tokens), the words of train.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import numpy as np

from bigearthnet_txt_evaluation.places import place_of
from bigearthnet_txt_reader.release import MANIFEST, Release
from examples.small.asked import Questions, encoded, rows_of, texts_of
from examples.small.inputs import SmallError
from examples.small.kept import read_json, require_same, write_json
from examples.small.pixels import Patches, patch_rows, prepared
from examples.small.reader import LONGEST
from examples.small.words import RULES, Vocabulary

LEARNED, ASKED, BENCH = "train", "test", "bench"


@dataclass(frozen=True, eq=False)
class Data:
    """The patches and questions of train and test. `where`: the folder that keeps them."""

    release: Release
    where: Path
    words: Vocabulary
    patches: Mapping[str, Patches]
    questions: Mapping[str, Questions]

    def first(self, count: int | None) -> np.ndarray:
        """The rows of so many patches of train by the hash of their names, of all if None."""
        draws = np.array([*map(_draw, self.patches[LEARNED].names)], np.uint64)
        return np.sort(draws.argsort(kind="stable")[:count])


def _draw(name: str) -> int:
    return int.from_bytes(blake2b(f"examples.small {name}".encode(), digest_size=8).digest())


def read(release: Release, where: Path) -> Data:
    """The data of a release; what the folder has already is taken from there.

    Raises SmallError if the folder is of another release, if there is nothing to learn from or to
    ask, or if a place of train is in test or in the benchmark too.
    """
    rows = sha256(release.manifest().encode()).hexdigest()[:16]
    require_same(where / "release.txt", f"a release whose {MANIFEST} has the hash {rows}")
    patches = {split: prepared(release, split, where / "pixels") for split in (LEARNED, ASKED)}
    require_apart(patches[LEARNED].names, _others(release, patches))
    words = _words(release, where)
    questions = {
        split: _questions(release, where, split, (patches[split], words)) for split in patches
    }
    return Data(release, where, words=words, patches=patches, questions=questions)


def _others(release: Release, patches: Mapping[str, Patches]) -> list[str]:
    """The patches on which a model is measured."""
    benchmark = {row["patch_id"] for row in patch_rows(release, BENCH, ["patch_id"])}
    return [*patches[ASKED].names, *benchmark]


def require_apart(learned: Sequence[str], asked: Sequence[str]) -> None:
    """Raises SmallError if a place is in both: what was seen in training would be asked again."""
    both = {*map(place_of, learned)} & {*map(place_of, asked)}
    if both:
        raise SmallError(
            f"{min(both)}: a place of train and of test or bench, so scores say nothing; build the "
            "release again"
        )


def _words(release: Release, where: Path) -> Vocabulary:
    kept = where / f"words.{RULES}.json"
    if not kept.exists():
        write_json(kept, _words_of(release))
    return Vocabulary(tuple(read_json(kept)))


def _words_of(release: Release) -> tuple[str, ...]:
    return Vocabulary.of(texts_of(rows_of(release, LEARNED))).words


def _questions(
    release: Release, where: Path, split: str, given: tuple[Patches, Vocabulary]
) -> Questions:
    patches, words = given
    kept = where / f"{split}.asked.{RULES}.npz"
    if not kept.exists():
        rows = list(rows_of(release, split))
        if not rows:
            raise SmallError(f"{release.where}: no questions in {split}; build a larger release")
        numbers = {name: number for number, name in enumerate(patches.names)}
        made = encoded(rows, numbers, words, LONGEST)
        beside = where / f"{split}.partial.npz"
        arrays: dict[str, Any] = {name: _small(one) for name, one in made._asdict().items()}
        np.savez(beside, **arrays)
        beside.replace(kept)
    with np.load(kept) as stored:
        return Questions(*(stored[name] for name in Questions._fields))


def _small(array: np.ndarray) -> np.ndarray:
    """Token numbers in two bytes."""
    return (
        array.astype(np.int16)
        if array.dtype == np.int64 and array.max(initial=0) < 2**15
        else array
    )
