"""Errata: what was corrected in a frozen benchmark, one line each, and ERRATA.md made of them.

{"version": "1.1", "item": 123, "task": "mcq/count", "patch_id": "S2A_...", "before": "b", "after":
"c", "why": "two lakes, not three", "against_the_map": null, "date": null}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby

from bigearthnet_txt_reader.given import from_json
from bigearthnet_txt_reader.release import Row
from builder.errors import DataError
from builder.review.versions import is_version
from builder.shards.frozen import ERRATA, ERRATA_LINES

_HEAD = """\
# Errata of the benchmark

What was corrected since the benchmark was frozen, by the version that corrects it. Every version
stays loadable from the Hub, such as `revision="benchmark-1.0"`; a score names the one it used.
"""


@dataclass(frozen=True, slots=True)
class Erratum:
    """A correction of a frozen item.

    `before` and `after` are its answers as `--correct` takes them; `after` is None if it was
    removed. `against_the_map` says where the reference map contradicts the correction. `date` is
    the one that was given.
    """

    version: str
    item: int
    task: str
    patch_id: str
    before: str
    after: str | None
    why: str
    against_the_map: str | None = None
    date: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError if the version is none."""
        if not is_version(self.version):
            raise ValueError(f"version {self.version!r}")

    def line(self) -> str:
        """The line of the file, with its end."""
        return json.dumps(asdict(self), ensure_ascii=False) + "\n"


def answer_of(row: Row) -> str:
    """What a row answers, as `--correct` takes it: "b", "yes", or a box in pixels "12,30,66,91"."""
    if row["type"] == "bounding box":
        return ",".join(map(str, row["box_pixels"]))
    return str(row["output"])


def parse_errata(text: str) -> list[Erratum]:
    """The errata in a file. Raises DataError if a line is none."""
    try:
        return [Erratum(**from_json(line)) for line in text.splitlines()]
    except (ValueError, TypeError) as error:
        told = f"no errata ({type(error).__name__}: {error}); restore the file"
        raise DataError(f"{ERRATA_LINES}: {told}") from None


def errata_files(errata: Iterable[Erratum]) -> dict[str, str]:
    """Path in the release -> text, of the errata and of what is read of them."""
    every = list(errata)
    lines = "".join(erratum.line() for erratum in every)
    return {ERRATA_LINES: lines, ERRATA: "\n".join([_HEAD, *_parts(every)])}


def _parts(errata: Iterable[Erratum]) -> Iterator[str]:
    for version, of_version in groupby(errata, lambda erratum: erratum.version):
        told = "\n".join(map(_told, of_version))
        yield f"## {version}\n\n{told}\n"


def _told(erratum: Erratum) -> str:
    """One correction, as it is read."""
    change = f"it was `{erratum.before}`, it is `{erratum.after}`"
    if erratum.after is None:
        change = f"it was `{erratum.before}`, it is removed"
    parts = [f"- Item {erratum.item} ({erratum.task}, {erratum.patch_id}): {change}."]
    parts.append(f"Why: {erratum.why.rstrip('.')}.")
    if erratum.against_the_map:
        parts.append(f"Corrected against the reference map: {erratum.against_the_map}.")
    if erratum.date:
        parts.append(f"({erratum.date})")
    return " ".join(parts)
