"""The walk through a tar, compared with Python's tarfile.

The tars are made by GNU tar and by tarfile; damage is named.
"""

from __future__ import annotations

import io
import tarfile

import pytest

from builder.sources.tar import BLOCK, TarError, Walker, key_of
from tests.archives import gnu_tar, plain_tree

ROOT = "BigEarthNet-S2"


def walked(data: bytes, piece: int = 1 << 20) -> Walker:
    walker = Walker(ROOT)
    for at in range(0, len(data), piece):
        walker.feed(data[at : at + piece])
    walker.close()
    return walker


def found(walker: Walker) -> list[tuple[int, int, int]]:
    return list(
        zip(walker.keys, [start * BLOCK for start in walker.starts], walker.sizes, strict=True)
    )


def expected(data: bytes) -> list[tuple[int, int, int]]:
    """The same by tarfile."""
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        members = [member for member in archive if member.isfile()]
    return [
        (key_of(member.name.removeprefix("./")), member.offset_data, member.size)
        for member in members
    ]


@pytest.fixture(scope="module")
def tar(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A tar of 20 patches as released, by GNU tar: every path is longer than 100 characters."""
    folder = tmp_path_factory.mktemp("tar")
    return gnu_tar(plain_tree(folder / "raw", 20) / ROOT, folder / f"{ROOT}.tar").read_bytes()


@pytest.mark.parametrize("piece", [1 << 20, 4096, 777, 512, 1])
def test_members_are_where_tarfile_finds_them(tar: bytes, piece: int) -> None:
    """Names, offsets and sizes of all 60 files are the same in whatever pieces the tar arrives."""
    data = tar if piece > 1 else tar[: 40 * BLOCK] + bytes(2 * BLOCK)
    if piece == 1:  # cut between two members, so that byte by byte stays quick
        ends = [start + -(-size // BLOCK) * BLOCK for _, start, size in expected(tar)]
        data = tar[: ends[3]] + bytes(2 * BLOCK)
    walker = walked(data, piece)
    assert found(walker) == expected(data)
    assert len(found(walker)) == (60 if piece > 1 else 4)


@pytest.mark.parametrize(
    ("form", "prefix"),
    [
        (tarfile.PAX_FORMAT, ""),
        (tarfile.GNU_FORMAT, "./"),
        (tarfile.USTAR_FORMAT, ""),
        (tarfile.PAX_FORMAT, "./"),
    ],
)
def test_other_tars_are_read_too(form: int, prefix: str) -> None:
    """Other tars are read as tarfile reads them.

    Paths are in pax settings, in two parts or with a leading ./, and folders lie between the files.
    """
    buffer = io.BytesIO()
    folder = "p" * 60
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, size in (
            (f"{folder}/a/a_B01.tif", 700),
            (f"{folder}/short/b.tif", 0),
            (f"{folder}/{'q' * 40}/c_B02.tif", 512),
        ):
            directory = tarfile.TarInfo(f"{prefix}{ROOT}/{folder}")
            directory.type = tarfile.DIRTYPE
            archive.addfile(directory)
            info = tarfile.TarInfo(f"{prefix}{ROOT}/{name}")
            info.size, info.mtime = (
                size,
                1704067200.5,
            )  # half seconds make pax settings of their own
            archive.addfile(info, io.BytesIO(bytes(size)))
    assert found(walked(buffer.getvalue())) == expected(buffer.getvalue())
    assert len(found(walked(buffer.getvalue(), 100))) == 3


@pytest.mark.parametrize("blocks", [1, 2, 3, 4, 50, 200])
def test_a_tar_that_is_cut_off_is_told(tar: bytes, blocks: int) -> None:
    """The message gives the end of a cut tar and the last member with a header there.

    It is 0 of them after one block.
    """
    with pytest.raises(
        TarError,
        match=r"it was cut off; (the last good member is BigEarthNet-S2/|no good member before it)",
    ) as caught:
        walked(tar[: blocks * BLOCK])
    whole = [start for _, start, _ in expected(tar) if start <= blocks * BLOCK]
    assert ("no good member" in str(caught.value)) == (not whole)
    assert f"byte {blocks * BLOCK:,} of the tar" in str(caught.value)


@pytest.mark.parametrize("at", [10, 130, 148, 260, 400])
def test_a_damaged_header_is_found_by_its_checksum(tar: bytes, at: int) -> None:
    """One flipped bit anywhere in the header of the fourth file is found.

    Its byte is named, and the third file as the last good one.
    """
    places = expected(tar)
    header = places[3][1] - BLOCK
    damaged = bytearray(tar)
    damaged[header + at] ^= 1
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        third = archive.getnames()[2]
    with pytest.raises(
        TarError, match=f"^byte {header:,} of the tar: .*; the last good member is {third}$"
    ):
        walked(bytes(damaged))


def member(name: str, kind: bytes = tarfile.REGTYPE) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "elsewhere" if kind == tarfile.SYMTYPE else ""
        archive.addfile(info)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            member("BigEarthNet-S1/scene/patch/patch_VV.tif"),
            "member BigEarthNet-S1/scene/patch/patch_VV.tif, expected BigEarthNet-S2/",
        ),
        (
            member("BigEarthNet-S2/patch/patch_B02.tif"),
            "member BigEarthNet-S2/patch/patch_B02.tif, expected BigEarthNet-S2/<folder>/<patch>",
        ),
        (
            member("BigEarthNet-S2/p/q/link.tif", tarfile.SYMTYPE),
            "a member of type '2', expected plain files",
        ),
        (b"<html>".ljust(1024), "no sound header"),
        (bytes(1024), "no file of BigEarthNet-S2 in it"),
        (b"", "cut off"),
    ],
    ids=["another archive", "another layout", "link", "no tar", "empty tar", "nothing"],
)
def test_what_is_another_archive_is_told(data: bytes, said: str) -> None:
    """The member or byte that does not belong there is named with what was expected."""
    with pytest.raises(TarError) as caught:
        walked(data)
    assert said in str(caught.value)
