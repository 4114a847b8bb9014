"""Archives in the exact released form, made by GNU tar and zstd.

The project's own reading of archives is compared with them.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from bigearthnet_txt import ROOTS
from builder.sources import METADATA, SNOW

BESIDE = (METADATA, SNOW, "climate.tif")
_PRODUCT, _SCENE = (
    "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP",
    "S1B_IW_GRDH_1SDV_20170612T165809",
)


def gnu_tar(folder: Path, out: Path, *more: str) -> Path:
    """A tar of a folder as released.

    GNU format, owner 0, one time, files in the order of their paths, no folders.
    """
    if (
        "GNU"
        not in subprocess.run(
            ["tar", "--version"], capture_output=True, text=True, check=True
        ).stdout
    ):
        pytest.skip("needs GNU tar")
    paths = sorted(
        path.relative_to(folder.parent).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    options = [
        "--format=gnu",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
        "--mode=0644",
        "--mtime=@1704067200",
        *more,
    ]
    command = [
        "tar",
        "--create",
        f"--file={out}",
        f"--directory={folder.parent}",
        *options,
        "--no-recursion",
        "--files-from=-",
    ]
    subprocess.run(command, input="\n".join(paths), text=True, check=True)
    return out


def zstd(tar: Path, *more: str) -> Path:
    """A tar as one frame, level 6, by the zstd command; the tar is removed."""
    if shutil.which("zstd") is None:
        pytest.skip("needs the zstd command")
    out = tar.with_name(f"{tar.name}.zst")
    subprocess.run(["zstd", "--quiet", "--rm", "-6", *more, str(tar), "-o", str(out)], check=True)
    return out


def packed(raw: Path, out: Path, form: str) -> Path:
    """The archives of an unpacked folder as three files of this form in `out`.

    What lies beside them is copied too.
    """
    out.mkdir()
    for name in BESIDE:
        if (raw / name).exists():
            shutil.copy(raw / name, out)
    for root in ROOTS:
        tar = gnu_tar(raw / root, out / f"{root}.tar")
        if form == "tar.zst":
            zstd(tar)
    return out


def plain_tree(raw: Path, patches: int, *, largest: int = 3000) -> Path:
    """A folder laid out as the raw one, with noise in place of GeoTIFFs.

    It is the same for the same arguments, and has no metadata.
    """
    noise = random.Random(1)
    for k in range(patches):
        s2, s1 = f"{_PRODUCT}_{k // 90:02d}_{k % 90:02d}", f"{_SCENE}_33UUP_{k // 90}_{k % 90}"
        files = [
            Path("BigEarthNet-S2", _PRODUCT, s2, f"{s2}_{band}.tif")
            for band in ("B01", "B02", "B8A")
        ]
        files += [Path("BigEarthNet-S1", _SCENE, s1, f"{s1}_{band}.tif") for band in ("VV", "VH")]
        for file in [*files, Path("Reference_Maps", _PRODUCT, s2, f"{s2}_reference_map.tif")]:
            (raw / file).parent.mkdir(parents=True, exist_ok=True)
            (raw / file).write_bytes(noise.randbytes(noise.randint(1, largest)))
    return raw


def names(raw: Path) -> list[str]:
    """The names of all rasters of an unpacked folder."""
    return sorted(
        path.relative_to(raw).as_posix() for root in ROOTS for path in (raw / root).rglob("*.tif")
    )
