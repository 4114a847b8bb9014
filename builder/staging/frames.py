"""A .tar.zst as it is read: compressed file -> bytes of the tar, piece by piece.

An error names the byte at which the file goes wrong.
The released archives are one frame each, level 6, window 2 MiB; the frame of S2 declares
102,406,983,680 bytes of content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import RawIOBase
from pathlib import Path
from typing import NamedTuple

import zstandard

from builder.storage import Steady

_READ = 1 << 19  # bytes: a fault is located this closely; smaller pieces cost a tenth more time
_SLICE = 1 << 12  # bytes decoded at once: zeros come out 32,768 times as long, so 134 MB at most
_PIECE = 1 << 20  # bytes of content, given on together
_LARGEST_WINDOW = 1 << 27  # bytes, what the zstd command accepts


class FrameError(ValueError):
    """The compressed bytes are no whole, sound frame; `cut`: they end too early."""

    def __init__(self, message: str, *, cut: bool) -> None:
        super().__init__(message)
        self.cut = cut


class WindowError(ValueError):
    """The frame is sound, but takes more memory than the zstd command spends without being told."""


class FrameHeader(NamedTuple):
    """Bytes of content, None if the frame does not declare them; does it end with a checksum?"""

    content: int | None
    checksum: bool


def read_header(path: Path) -> FrameHeader:
    """Raises FrameError if the file does not begin with a zstd frame.

    Raises WindowError if the frame was written with --long=28 or more.
    """
    with Steady(path) as file:
        head = file.read(64)
    try:
        found = zstandard.get_frame_parameters(head)
        content = zstandard.frame_content_size(head)
    except zstandard.ZstdError as error:
        raise FrameError(f"byte 0: no zstd frame ({error})", cut=len(head) < 18) from error
    if found.window_size > _LARGEST_WINDOW:
        stated = f"its frame wants {found.window_size:,} bytes of memory"
        way_out = "decode it with zstd -d --long=31, and leave it as .tar"
        raise WindowError(f"{stated}, expected up to {_LARGEST_WINDOW:,}; {way_out}")
    return FrameHeader(None if content < 0 else content, found.has_checksum)


def decoded(file: RawIOBase, seen: Callable[[bytes], object]) -> Iterator[bytes]:
    """The content of all frames, in pieces of 1 to 135 MB; the last may be shorter.

    `seen` gets the compressed bytes as they are read. Raises FrameError, naming the byte of the
    file, if a frame is damaged or ends too early.
    """
    frames, at, waiting = _Frames(), 0, 0
    parts: list[bytes] = []
    while data := file.read(_READ):
        seen(data)
        for k in range(0, len(data), _SLICE):
            try:
                parts.append(frames.content(data[k : k + _SLICE]))
            except zstandard.ZstdError as error:
                place = f"bytes {at:,} to {at + len(data):,}"
                raise FrameError(f"{place}: {error}", cut=False) from error
            waiting += len(parts[-1])
            if waiting >= _PIECE:
                yield b"".join(parts)
                parts, waiting = [], 0
        at += len(data)
    if waiting:
        yield b"".join(parts)
    if frames.begun or not at:
        raise FrameError(f"byte {at:,}: the file ends inside the frame", cut=True)


class _Frames:
    """Decodes frames that follow each other; `begun`: is one not at its end?"""

    def __init__(self) -> None:
        self._decoder, self.begun = _decoder(), False

    def content(self, data: bytes) -> bytes:
        """What these bytes add to the content. Raises ZstdError if they are damaged."""
        parts = []
        while data:
            parts.append(self._decoder.decompress(data))
            self.begun, data = True, b""
            if self._decoder.eof:
                data = self._decoder.unused_data
                self._decoder, self.begun = _decoder(), False
        return b"".join(parts)


def _decoder() -> zstandard.ZstdDecompressionObj:
    return zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).decompressobj(
        write_size=1 << 17
    )
