"""A tar as it streams by -> where each of its files lies.

    bytes of any length -> Walker -> keys, offsets and sizes of members

In the released tars every member's path is longer than 100 characters, so each takes three blocks
of 512 bytes before its content: "././@LongLink" of type L, the path, and the header proper.
Python's tarfile reads 1,330 patches a second so, this 20,000 or more. Source of formats: GNU tar
manual, "Basic Tar Format"; POSIX.1-2001, pax.
"""

from __future__ import annotations

from array import array

import numpy as np
from xxhash import xxh3_64_intdigest

BLOCK = 512
_ZERO = bytes(BLOCK)
_FILE, _LONG, _PAX = b"0\0", ord("L"), ord("x")
_PASSED = b"5gK"  # folders, settings for all that follows, long names of links
_LONGEST = 1 << 20  # bytes of a path or of pax settings
_OCTAL = 8 ** np.arange(5, -1, -1, dtype=np.int64)


def _short_name(data: bytes, at: int) -> bytes:
    """The name in a header, in two parts if the header is POSIX's.

    GNU keeps other things in the second.
    """
    name = data[at : at + 100].rstrip(b"\0")
    prefix = data[at + 345 : at + 500].rstrip(b"\0")
    is_posix = data[at + 262] == 0
    return prefix + b"/" + name if prefix and is_posix else name


class TarError(ValueError):
    """Bytes that are no sound tar of the archive expected.

    The message says at which byte, and which member was the last good one.
    """


def key_of(name: str) -> int:
    """64 bits of the name's hash, under which the index holds a member."""
    return int(xxh3_64_intdigest(name.encode()))


def _number(field: bytes) -> int:
    return int(field.strip(b" \0") or b"0", 8)


def _pax(data: bytes) -> dict[bytes, bytes]:
    """Settings of one member: "30 path=<path>\\n" and so on.

    Raises ValueError if the lengths do not fit.
    """
    found, at = {}, 0
    while at < len(data):
        space = data.index(b" ", at)
        end = at + int(data[at:space])
        if end <= space or data[end - 1 : end] != b"\n":
            raise ValueError("pax settings of a wrong length")
        key, _, value = data[space + 1 : end - 1].partition(b"=")
        found[key] = value
        at = end
    return found


def _first_wrong(data: bytes, heads: list[int]) -> int | None:
    """The first of the headers at these bytes that does not add up to its checksum."""
    if not heads:
        return None
    first = heads[0]
    count = (len(data) - first) // BLOCK
    whole = np.frombuffer(data, np.uint8, count=count * BLOCK, offset=first).reshape(-1, BLOCK)
    blocks = whole[(np.array(heads) - first) // BLOCK]
    wrong = np.flatnonzero(_sums(blocks) != _stated_sums(blocks))
    return heads[wrong[0]] if len(wrong) else None


def _sums(blocks: np.ndarray) -> np.ndarray:
    """The checksums of headers: the sum of their bytes, with spaces for the checksum itself."""
    stated = blocks[:, 148:156].sum(axis=1, dtype=np.int64)
    sums: np.ndarray = blocks.sum(axis=1, dtype=np.int64) - stated + 8 * ord(" ")
    return sums


def _stated_sums(blocks: np.ndarray) -> np.ndarray:
    """The checksums that headers state, in octal, at their byte 148."""
    written = blocks[:, 148:154]
    digits = written.astype(np.int64) - ord("0")
    digits[written == ord(" ")] = 0
    stated: np.ndarray = digits @ _OCTAL
    return stated


class Walker:
    """Follows a tar of the archive `root` that is fed to it piece by piece.

    `keys`, `starts` and `sizes`: of each file, `key_of` its name, the block (of 512 bytes) at which
    its content begins, and its bytes, in the order of the tar. `last` is the last member whose
    header is sound, None before the first.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.keys, self.starts, self.sizes = array("Q"), array("I"), array("I")
        self.last: str | None = None
        self._ended = False
        self._rest = b""
        self._fed = 0  # bytes before those in _rest
        self._next = 0  # where the next header begins
        self._long: bytes | None = None
        self._settings: dict[bytes, bytes] = {}
        self._folder = root.encode() + b"/"

    def feed(self, data: bytes) -> None:
        """The bytes that follow those fed before.

        Raises TarError if they are not those of a sound tar of this archive.
        """
        data = self._rest + data if self._rest else data
        heads: list[int] = []
        files: list[tuple[int, bytes]] = []
        fault = self._fault(data, heads, files)
        wrong = _first_wrong(data, heads)
        if wrong is not None:
            fault = "no sound header, it does not add up to its checksum"
            files = [(at, name) for at, name in files if at < wrong]
        if files:
            self.last = files[-1][1].decode("utf-8", "replace")
        if fault:
            raise self._error(heads[-1] if wrong is None else wrong, fault)
        self._keep(data)

    def _fault(self, data: bytes, heads: list[int], files: list[tuple[int, bytes]]) -> str | None:
        """Walks through the data; what is wrong with it, None if nothing is."""
        try:
            self._walk(data, heads, files)
        except ValueError as error:
            return str(error)
        return None

    def _keep(self, data: bytes) -> None:
        """Keeps what is still to be read of the data that was walked through."""
        kept = len(data) if self._ended else min(self._next - self._fed, len(data))
        self._rest = data[kept:]
        self._fed += kept

    def close(self) -> None:
        """To be called after the last byte. Raises TarError if the end mark is missing."""
        if not self._ended:
            raise self._error(len(self._rest), "the tar ends without its end mark: it was cut off")
        if not self.keys:
            raise self._error(0, f"no file of {self.root} in it")

    def _walk(self, data: bytes, heads: list[int], files: list[tuple[int, bytes]]) -> None:
        """Follows the headers in `data`, and notes where they are, and of which files.

        `_next` is then where to go on.
        """
        at, end = self._next - self._fed, len(data)
        while at + BLOCK <= end and not self._ended:
            if data[at] == 0 and data.startswith(_ZERO, at):
                self._ended = True
                break
            heads.append(at)
            if data[at + 257 : at + 262] != b"ustar":
                raise ValueError("no sound header, it is of an older kind than GNU or POSIX")
            kind, size = data[at + 156], _number(data[at + 124 : at + 136])
            if kind in _FILE:
                name, size = self._file(data, at, size)
                files.append((at, name))
            elif kind in (_LONG, _PAX):
                if size > _LONGEST:
                    raise ValueError(f"a name of {size} bytes")
                if at + BLOCK + size > end:
                    break  # the rest of the name is still to come
                self._remember(kind, data[at + BLOCK : at + BLOCK + size])
            elif kind not in _PASSED:
                raise ValueError(f"a member of type {chr(kind)!r}, expected plain files")
            at += BLOCK + -(-size // BLOCK) * BLOCK
        self._next = self._fed + at

    def _remember(self, kind: int, data: bytes) -> None:
        if kind == _LONG:
            self._long = data.rstrip(b"\0")
        else:
            self._settings = _pax(data)

    def _file(self, data: bytes, at: int, size: int) -> tuple[bytes, int]:
        """Notes a file; returns its name and its size.

        Pax settings may state both instead of the header.
        """
        name = self._settings.get(b"path") or self._long or _short_name(data, at)
        size = int(self._settings.get(b"size", size))
        self._long, self._settings = None, {}
        name = name.removeprefix(b"./")
        self._check_name(name)
        self.keys.append(xxh3_64_intdigest(name))
        self.starts.append((self._fed + at) // BLOCK + 1)
        self.sizes.append(size)
        return name, size

    def _check_name(self, name: bytes) -> None:
        """Raises ValueError for a file that this archive does not have."""
        if name.count(b"/") != 3 or not name.startswith(self._folder):
            wanted = f"{self.root}/<folder>/<patch>/<file>: is this another archive?"
            raise ValueError(f"member {name.decode('utf-8', 'replace')}, expected {wanted}")

    def _error(self, at: int, what: str) -> TarError:
        after = f"the last good member is {self.last}" if self.last else "no good member before it"
        return TarError(f"byte {self._fed + at:,} of the tar: {what}; {after}")
