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
            "no file of BigEarthNet-S2 in it",
        ),
        (b"<html>".ljust(1024), "no sound header"),
        (bytes(1024), "no file of BigEarthNet-S2 in it"),
        (b"", "cut off"),
    ],
    ids=["another archive", "another layout", "link to nothing", "no tar", "empty tar", "nothing"],
)
def test_what_is_another_archive_is_told(data: bytes, said: str) -> None:
    """The member or byte that does not belong there is named with what was expected."""
    with pytest.raises(TarError) as caught:
        walked(data)
    assert said in str(caught.value)


NAME = f"{ROOT}/product/patch/patch_B02.tif"
OTHER = f"{ROOT}/product/other/other_B02.tif"


def entry(
    name: str, size: int = 3, *, kind: bytes = tarfile.REGTYPE, link: str = "", form: int = 1
) -> bytes:
    """One member without an end mark; `form` as tarfile has it, 1 is GNU's."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    info.size = size if kind == tarfile.REGTYPE else 0
    return info.tobuf(form) + bytes(info.size) + bytes(-info.size % BLOCK)


def numbered(field: bytes, name: str = NAME) -> bytes:
    """A header whose size is written so."""
    head = bytearray(entry(name, 0))
    head[124:136] = field.ljust(12, b"\0")
    head[148:156] = b"%06o\0 " % (sum(head[:148]) + sum(head[156:]) + 8 * ord(" "))
    return bytes(head)


END = bytes(2 * BLOCK)
STRAYS = {
    "of macOS": entry(f"{ROOT}/.DS_Store", 6148),
    "of macOS beside the archive": entry(f"._{ROOT}", 163),
    "a README": entry("README.md", 5000),
    "of a NAS": entry(f"{ROOT}/product/@eaDir/patch/patch_B02.tif/SYNO", 77),
    "of a disk": entry("lost+found", kind=tarfile.DIRTYPE),
    "a long name": entry(f"{ROOT}/{'x' * 200}.txt", 12),
    "a device": entry("null", kind=tarfile.CHRTYPE),
    "a link": entry("latest", kind=tarfile.SYMTYPE, link=ROOT),
    "one block of zeros": bytes(BLOCK),
    "the end of another tar": END,
    "pax settings for all": entry("n", form=tarfile.PAX_FORMAT),
}


@pytest.mark.parametrize("kind", STRAYS)
@pytest.mark.parametrize("piece", [1 << 20, 512])
def test_what_the_tree_may_hold_the_tar_may_hold(kind: str, piece: int) -> None:
    """Strays, and blocks of zeros between members, cost nothing, as in an unpacked archive."""
    walker = walked(entry(OTHER) + STRAYS[kind] + entry(NAME, 700) + END, piece)
    start = BLOCK * 3 + len(STRAYS[kind])
    assert found(walker) == [(key_of(OTHER), BLOCK, 3), (key_of(NAME), start, 700)]


def test_many_strays_before_the_first_file_are_another_archive() -> None:
    """A tar of other files is refused long before its end."""
    walker = Walker(ROOT)
    with pytest.raises(
        TarError, match=r"member photos/1.jpg, expected .*: is this another archive"
    ):
        for _ in range(2000):
            walker.feed(entry("photos/1.jpg"))


LINKS = {
    "hard": entry(NAME, kind=tarfile.LNKTYPE, link=OTHER),
    "hard, in pax settings": entry(NAME, kind=tarfile.LNKTYPE, link=OTHER, form=2),
    "hard, with ./": entry(f"./{NAME}", kind=tarfile.LNKTYPE, link=f"./{OTHER}"),
    "symbolic": entry(NAME, kind=tarfile.SYMTYPE, link="../other/other_B02.tif"),
    "to a link": entry(f"{ROOT}/a/b/c", kind=tarfile.LNKTYPE, link=OTHER)
    + entry(NAME, kind=tarfile.SYMTYPE, link="../../a/b/c"),
}


@pytest.mark.parametrize("kind", LINKS)
@pytest.mark.parametrize("first", [True, False])
def test_links_are_the_files_they_name(kind: str, first: bool) -> None:
    """Files that a program stored once are found under both names, wherever the link stands."""
    parts = [LINKS[kind], entry(OTHER, 9)] if first else [entry(OTHER, 9), LINKS[kind]]
    places = {key: (start, size) for key, start, size in found(walked(b"".join(parts) + END))}
    assert places[key_of(NAME)] == places[key_of(OTHER)]
    assert places[key_of(NAME)][1] == 9


def test_links_in_a_circle_are_missing_files() -> None:
    """A link to nothing, or to itself, is a file that the archive lacks."""
    circle = entry(NAME, kind=tarfile.SYMTYPE, link="patch_B02.tif")
    assert found(walked(entry(OTHER) + circle + END)) == [(key_of(OTHER), BLOCK, 3)]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (numbered(b"-1"), "its size is b'-1"),
        (numbered(b"0000000-512"), "its size is b'0000000-512"),
        (numbered(b"77777777777"), "a member of 8,589,934,591 bytes"),
        (numbered(b"\x80" + bytes(3) + b"\x02" + bytes(7)), "a member of 144,115,188,075"),
        (numbered(b"\xff" * 12), "its size is b'.xff"),
        (numbered(b"0x10"), "its size is b'0x10"),
        (numbered("\u0661\u0662".encode()), "its size is b"),
        (numbered(b"77777777777", "stray"), "a member of 8,589,934,591 bytes"),
        (entry(OTHER) + bytes(BLOCK * ((1 << 17) + 1)), "67,108,864 bytes of zeros"),
    ],
)  # fmt: skip
def test_sizes_that_no_member_has_end_the_walk(data: bytes, said: str) -> None:
    """Below zero, beyond 4 GiB, in other notations: refused at the header, with its byte."""
    with pytest.raises(TarError, match="^byte [0-9,]+ of the tar: .*" + said):
        walked(data + END)


@pytest.mark.parametrize("stated", [b"-5", b"1_0", b"9" * 30, b"", b"0x1"])
def test_sizes_in_pax_settings_are_checked_too(stated: bytes) -> None:
    """The settings of one member may state its size in place of the header."""
    line = b" size=" + stated + b"\n"
    line = str(len(line) + 2).encode() + line
    data = numbered(b"%011o" % len(line), "x")
    head = bytearray(data)
    head[156:157] = b"x"
    head[148:156] = b"%06o\0 " % (sum(head[:148]) + sum(head[156:]) + 8 * ord(" "))
    with pytest.raises(TarError, match=r"of the tar: (pax settings|a member of)"):
        walked(bytes(head) + line.ljust(BLOCK, b"\0") + entry(NAME) + END)
