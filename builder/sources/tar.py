"""A tar as it streams by -> where each of its files lies.

    bytes of any length -> Walker -> keys, offsets and sizes of members

In the released tars every member's path is longer than 100 characters, so each takes three blocks
of 512 bytes before its content: "././@LongLink" of type L, the path, and the header proper.
Python's tarfile reads 1,330 patches a second so, this 20,000 or more. Source of formats: GNU tar
manual, "Basic Tar Format"; POSIX.1-2001, pax.
"""

from __future__ import annotations

import posixpath
from array import array

import numpy as np
from xxhash import xxh3_64_intdigest

BLOCK = 512
_ZERO = bytes(BLOCK)
_FILE, _LINK = b"0\x007", b"12"  # plain files; hard and symbolic links
_LONG, _LONG_LINK, _PAX = ord("L"), ord("K"), b"xX"
_PASSED = b"3456gDV"  # devices, folders, pipes; settings for all that follows, lists, labels
_EMPTY = b"123456"  # kinds without content, whatever size they state
_LONGEST = 1 << 20  # bytes of a path or of pax settings
_LARGEST = 1 << 32  # bytes of a member: files of the archive have up to 58,024
_MOST_STRAYS = 1000  # files that are none of the archive, before its first one
_MOST_ZEROS = 1 << 17  # blocks in a row; tar ends with two, filled up to 20 or a few hundred
_LONGEST_CHAIN = 8  # of links to links
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
    """The size in a header: octal, or GNU's binary for sizes of 8 GiB and more.

    Raises ValueError if it is no size that a member can have.
    """
    digits = field.strip(b" \0")
    if field[0] == 0x80:
        return _checked(int.from_bytes(field[1:], "big"))
    if digits.translate(None, b"01234567"):
        raise ValueError(f"no sound header, its size is {field!r}")
    return _checked(int(digits or b"0", 8))


def _checked(size: int) -> int:
    if size >= _LARGEST:
        raise ValueError(f"a member of {size:,} bytes, expected less than {_LARGEST:,}")
    return size


def _stated(size: bytes) -> int:
    """The size in pax settings."""
    if not size.isdigit() or len(size) > 20:
        raise ValueError(f"pax settings with a size of {size[:40]!r}")
    return _checked(int(size))


def _pax(data: bytes) -> dict[bytes, bytes]:
    """Settings of one member: "30 path=<path>\\n" and so on.

    Raises ValueError if the lengths do not fit.
    """
    found, at = {}, 0
    while at < len(data):
        space = data.find(b" ", at, at + 20)
        end = at + int(data[at:space]) if data[at:space].isdigit() else at
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


class _Names:
    """What stands before a member and says more of it than its header: long names, pax settings."""

    def __init__(self) -> None:
        self._long: dict[int, bytes] = {}
        self.settings: dict[bytes, bytes] = {}

    def path(self) -> bytes | None:
        return self.settings.get(b"path") or self._long.get(_LONG)

    def link(self) -> bytes | None:
        return self.settings.get(b"linkpath") or self._long.get(_LONG_LINK)

    def take(self, kind: int, data: bytes, size: int) -> bool:
        """Keeps what a block of this kind says; whether all of its `size` bytes are there.

        Raises ValueError for a kind that the archive does not have.
        """
        is_name = kind in (_LONG, _LONG_LINK) or kind in _PAX
        if not is_name and kind not in _PASSED:
            raise ValueError(f"a member of type {chr(kind)!r}, expected plain files")
        if not is_name:
            return True
        if size > _LONGEST:
            raise ValueError(f"a name of {size} bytes")
        if len(data) == size:
            self._keep(kind, data)
        return len(data) == size

    def _keep(self, kind: int, data: bytes) -> None:
        if kind in _PAX:
            self.settings = _pax(data)
        else:
            self._long[kind] = data.rstrip(b"\0")


def _target(name: bytes, target: bytes, kind: int) -> bytes:
    """The member that a link names: a hard one by its path, a symbolic one from where it lies."""
    if kind == ord("2"):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
    return target.removeprefix(b"./")


class Walker:
    """Follows a tar of the archive `root` that is fed to it piece by piece.

    `keys`, `starts` and `sizes`: of each file, `key_of` its name, the block (of 512 bytes) at which
    its content begins, and its bytes, in the order of the tar; files that links name come last.
    What an unpacked archive may hold beside its files (.DS_Store, a README) is passed over, and so
    are blocks of zeros, behind which GNU tar too goes on if it is asked to. `last` is the last
    member whose header is sound, None before the first.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.keys, self.starts, self.sizes = array("Q"), array("I"), array("I")
        self.last: str | None = None
        self._links, self._targets = array("Q"), array("Q")
        self._stray: bytes | None = None
        self._strays = 0
        self._zeros = 0  # blocks of zeros behind the last member
        self._rest = b""
        self._fed = 0  # bytes before those in _rest
        self._next = 0  # where the next header begins
        self._names = _Names()
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
            last = heads[-1] if heads else 0
            raise self._error(last if wrong is None else wrong, fault)
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
        kept = min(self._next - self._fed, len(data))
        self._rest = data[kept:]
        self._fed += kept

    def close(self) -> None:
        """To be called after the last byte. Raises TarError if the end mark is missing."""
        if not self._zeros:
            raise self._error(len(self._rest), "the tar ends without its end mark: it was cut off")
        if not self.keys:
            found = self._is_another() if self._stray else f"no file of {self.root} in it"
            raise self._error(0, found)
        self._follow_links()

    def _walk(self, data: bytes, heads: list[int], files: list[tuple[int, bytes]]) -> None:
        """Follows the headers in `data`, and notes where they are, and of which files.

        `_next` is then where to go on.
        """
        at, end = self._next - self._fed, len(data)
        while at + BLOCK <= end:
            if data[at] == 0 and data.startswith(_ZERO, at):
                self._pass_zeros()
                at += BLOCK
                continue
            heads.append(at)
            kind, size = self._header(data, at)
            content = at + BLOCK
            if kind in _FILE or kind in _LINK:
                name, size = self._member(data, at, size)
                files.append((at, name))
            elif not self._names.take(kind, data[content : content + size], size):
                break  # the rest of the name is still to come
            at = content + -(-size // BLOCK) * BLOCK
        self._next = self._fed + at

    def _pass_zeros(self) -> None:
        self._zeros += 1
        if self._zeros > _MOST_ZEROS:
            raise ValueError(f"more than {_MOST_ZEROS * BLOCK:,} bytes of zeros, expected members")

    def _header(self, data: bytes, at: int) -> tuple[int, int]:
        """Kind and size of the member whose header is at this byte."""
        self._zeros = 0
        if data[at + 257 : at + 262] != b"ustar":
            raise ValueError("no sound header, it is of an older kind than GNU or POSIX")
        kind = data[at + 156]
        return kind, 0 if kind in _EMPTY else _number(data[at + 124 : at + 136])

    def _member(self, data: bytes, at: int, size: int) -> tuple[bytes, int]:
        """Notes a file or a link; returns its name and its size.

        Pax settings may state both instead of the header.
        """
        names, self._names = self._names, _Names()
        name = (names.path() or _short_name(data, at)).removeprefix(b"./")
        kind = data[at + 156]
        size = _stated(names.settings[b"size"]) if b"size" in names.settings else size
        if not self._belongs(name):
            self._note_stray(name)
        elif kind in _LINK:
            target = names.link() or data[at + 157 : at + 257].rstrip(b"\0")
            self._links.append(xxh3_64_intdigest(name))
            self._targets.append(xxh3_64_intdigest(_target(name, target, kind)))
        else:
            self._note_file(name, (self._fed + at) // BLOCK + 1, size)
        return name, 0 if kind in _LINK else size

    def _note_file(self, name: bytes, block: int, size: int) -> None:
        if block >= _LARGEST:
            raise ValueError(f"a member at block {block:,}, expected less than {_LARGEST:,}")
        self.keys.append(xxh3_64_intdigest(name))
        self.starts.append(block)
        self.sizes.append(size)

    def _belongs(self, name: bytes) -> bool:
        """Whether an archive of this root has such a file."""
        return name.count(b"/") == 3 and name.startswith(self._folder)

    def _note_stray(self, name: bytes) -> None:
        """Passes over a file; raises ValueError if there are nothing but such."""
        self._stray = self._stray or name
        self._strays += 1
        if self._strays > _MOST_STRAYS and not self.keys:
            raise ValueError(self._is_another())

    def _is_another(self) -> str:
        found = (self._stray or b"").decode("utf-8", "replace")[:200]
        wanted = f"{self.root}/<folder>/<patch>/<file>: is this another archive?"
        return f"member {found}, expected {wanted}"

    def _follow_links(self) -> None:
        """Adds the files that links name; a link to nothing is a file that is missing."""
        links, targets = np.array(self._links), np.array(self._targets)
        for _ in range(_LONGEST_CHAIN):
            if not len(links):
                return
            keys = np.array(self.keys)
            order = np.argsort(keys)
            at = np.minimum(keys[order].searchsorted(targets), len(keys) - 1)
            there = keys[order][at] == targets
            rows = order[at[there]]
            self.keys.extend(links[there].tolist())
            self.starts.extend(np.array(self.starts)[rows].tolist())
            self.sizes.extend(np.array(self.sizes)[rows].tolist())
            links, targets = links[~there], targets[~there]

    def _error(self, at: int, what: str) -> TarError:
        after = f"the last good member is {self.last}" if self.last else "no good member before it"
        return TarError(f"byte {self._fed + at:,} of the tar: {what}; {after[:400]}")
