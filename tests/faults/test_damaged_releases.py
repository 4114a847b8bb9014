"""Damaged releases, and what every command that reads one says of them: 400 runs.

A file is cut, garbled, exchanged, or holds sound content of another kind.
"""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import build_arguments
from tests.faults.test_random_faults import KINDS
from tests.faults.zygote import Zygote
from tests.hostile import texts

pytestmark = pytest.mark.faults
RELEASES = 400
Damage = Callable[[Path, random.Random], None]


@pytest.fixture(scope="module")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    with Zygote(tmp_path_factory.mktemp("zygote") / "runs") as made:
        yield made


def hostile(path: Path, chance: random.Random) -> None:
    """Sound JSON with a value that cannot be; of other files, bytes of another kind."""
    if path.suffix == ".json":
        path.write_bytes(chance.choice(texts(path.read_bytes(), chance, 8)))
    else:
        path.write_bytes(b'{"a": 1}\n' + chance.randbytes(99))


def _strange(column: pa.ChunkedArray, chance: random.Random) -> pa.Array:
    """A column of the same length with what no release holds."""
    count, kind = len(column), column.type
    if pa.types.is_string(kind):
        word = chance.choice(
            ["", "\x1b[2J", "<script>", "| a |\n|--|", "x" * 3_000, "\u202e", None]
        )
        return pa.array([word] * count, kind)
    if pa.types.is_integer(kind):
        return pa.array([chance.choice([-1, 0, 120])] * count, kind)
    if pa.types.is_floating(kind):
        return pa.array([chance.choice([float("nan"), float("inf"), -1e308])] * count, kind)
    return pa.nulls(count, kind)


def rewritten(path: Path, chance: random.Random) -> None:
    """A Parquet file whose column is strange, of another type, or gone; or with other rows."""
    table = pq.read_table(path)
    at = chance.randrange(table.num_columns)
    name, column = table.column_names[at], table.column(at)
    made = chance.choice([
        lambda: table.set_column(at, table.schema.field(at), _strange(column, chance)),
        lambda: table.set_column(at, name, pa.nulls(len(table))),
        lambda: table.remove_column(at),
        lambda: table.slice(1),
        lambda: table.take(list(reversed(range(len(table))))),
        lambda: table.append_column(name, column),
    ])()  # fmt: skip
    pq.write_table(made, path)


def commands(out: Path, raw: Path, room: Path) -> list[tuple[str, list[str]]]:
    """Program and call of every command that reads a release; the quick ones more often."""
    quick = [
        ("builder", ["gallery", str(out), "--patches", "5", "--out", str(room / "gallery.html")]),
        ("builder", ["read", str(out)]),
        ("builder", ["verify", str(out), "--workers", "1"]),
        ("builder", build_arguments(raw, out)),
        ("builder", ["benchmark", "agreement", str(out)]),
        ("upload", ["card", str(out)]),
        ("upload", ["explore", str(out), "--to", str(room / "explorer")]),
        ("reader", ["info", str(out)]),
        ("reader", ["show", str(out), "--count", "3", "--out", str(room / "row.png")]),
        ("reader", ["export", "trl", "--data", str(out), "--out", str(room / "export")]),
        ("reader", ["harness", "evalscope", "--data", str(out), "--out", str(room / "harness")]),
    ]
    slow = [
        ("builder", ["stats", str(out)]),
        ("builder", ["verify", str(out), "--solve", "--workers", "1"]),
        ("upload", ["publish", str(out), "--repo", "a/b", "--version", "1.0.0", "--dry-run"]),
    ]
    return [*quick * 3, *slow]


def damaged(path: Path, chance: random.Random) -> str:
    """Does something to a file; says what."""
    kinds: list[Damage] = [*KINDS, hostile, hostile, hostile]
    if path.suffix == ".parquet":
        kinds += [rewritten] * 9
    kind = chance.choice(kinds)
    kind(path, chance)
    return kind.__name__


def test_damaged_releases(few: Path, sound: Path, zygote: Zygote, tmp_path: Path) -> None:
    """Every command ends well, or with one line; none with a traceback, and none hangs."""
    chance, seen = random.Random(10), Counter[str]()
    files = [
        path for path in sorted(sound.rglob("*")) if path.is_file() and "scripts" not in path.parts
    ]
    named = [path for path in files if path.suffix in (".json", ".md", ".yaml")]
    wrong = []
    for number in range(RELEASES):
        room = tmp_path / str(number)
        out = Path(shutil.copytree(sound, room / "bigearthnet_txt", copy_function=os.link))
        victim = out / chance.choice(chance.choice([files, named])).relative_to(sound)
        victim.write_bytes(replaced(victim))
        what = damaged(victim, chance)
        program, call = chance.choice(commands(out, few, room))
        ended = zygote.run(call, program=program)
        seen[str(ended.code)] += 1
        if ended.hangs or not (ended.code == 0 or ended.is_told):
            where = f"{call[0]} {victim.relative_to(out)} {what}"
            wrong.append(f"{number}: {where}: {ended.code} {ended.said[-900:]}")
            print(wrong[-1], flush=True)
        shutil.rmtree(room)
    print(f"damaged releases {RELEASES}, exit codes {dict(seen)}")
    assert not wrong, "\n\n".join(wrong)


def replaced(path: Path) -> bytes:
    """The content of a file that is a link to the sound one, which stays as it is."""
    content = path.read_bytes()
    path.unlink()
    return content
