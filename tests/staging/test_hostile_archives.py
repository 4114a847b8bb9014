"""Archives made to fill a disk or the memory end at once; those as people make them are read."""

from __future__ import annotations

import io
import resource
import tarfile
from pathlib import Path

import pytest
import zstandard

from builder.errors import DataError
from builder.staging import run
from tests.staging.conftest import MAPS, S1, S2, plan, same, staged

MEMBER = f"{MAPS}/product/patch/patch_reference_map.tif"


def header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = size
    return info.tobuf(tarfile.GNU_FORMAT)


def compressed_with(content: bytes, *, size: int | None = None, window: int = 20) -> bytes:
    """One frame, of `size` zeros more than the content."""
    parameters = zstandard.ZstdCompressionParameters(window_log=window, compression_level=1)
    out = io.BytesIO()
    with zstandard.ZstdCompressor(compression_params=parameters).stream_writer(
        out, closefd=False
    ) as writer:
        writer.write(content)
        for _ in range((size or 0) >> 20):
            writer.write(bytes(1 << 20))
    return out.getvalue()


@pytest.mark.parametrize("name", [MEMBER, "stray", f"{MAPS}/.DS_Store"])
def test_a_bomb_is_refused_after_its_first_bytes(
    name: str, archives: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """20 kB that become hundreds of megabytes are no archive; little memory and disk are taken."""
    monkeypatch.setattr(run, "_FREE", 1 << 24)
    bomb = archives / f"{MAPS}.tar.zst"
    bomb.write_bytes(compressed_with(header(name, 1 << 31), size=600 << 20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DataError, match=r"Reference_Maps\.tar\.zst: .* as of no archive of files"):
        staged(archives)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 700e3  # kB
    assert (archives / f"{MAPS}.tar.partial").stat().st_size < 400e6


@pytest.mark.parametrize("root", [S2, S1, MAPS])
def test_a_window_beyond_what_zstd_spends_is_told_before_the_start(
    root: str, archives: Path
) -> None:
    """--long=31 at compression needs --long=31 at decoding: said before hours are spent."""
    path = archives / f"{root}.tar.zst"
    whole = zstandard.ZstdDecompressor().stream_reader(path.read_bytes(), read_across_frames=True)
    path.write_bytes(compressed_with(whole.read(), window=28))
    with pytest.raises(DataError) as caught:
        plan(archives)
    assert f"{path}: its frame wants 268,435,456 bytes of memory" in str(caught.value)
    assert "decode it with zstd -d --long=31" in str(caught.value)


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "README.md"])
def test_strays_cost_nothing(name: str, raw: Path, archives: Path) -> None:
    """An archive that was packed again with a file more is staged as before."""
    path = archives / f"{S1}.tar.zst"
    whole = zstandard.ZstdDecompressor().stream_reader(path.read_bytes(), read_across_frames=True)
    stray = header(f"{S1}/{name}", 5) + bytes(512)
    path.write_bytes(compressed_with(stray + whole.read()))
    assert same(staged(archives), raw)
