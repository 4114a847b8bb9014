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
_LARGEST_WINDOW = 1 << 27  # bytes, what the zstd command accepts


class FrameError(ValueError):
    """The compressed bytes are no whole, sound frame; `cut`: they end too early."""

    def __init__(self, message: str, *, cut: bool) -> None:
        super().__init__(message)
        self.cut = cut


class FrameHeader(NamedTuple):
    """Bytes of content, None if the frame does not declare them; does it end with a checksum?"""

    content: int | None
    checksum: bool


def read_header(path: Path) -> FrameHeader:
    """Raises FrameError if the file does not begin with a zstd frame."""
    with Steady(path) as file:
        head = file.read(64)
    try:
        found = zstandard.get_frame_parameters(head)
        content = zstandard.frame_content_size(head)
    except zstandard.ZstdError as error:
        raise FrameError(f"byte 0: no zstd frame ({error})", cut=len(head) < 18) from error
    return FrameHeader(None if content < 0 else content, found.has_checksum)


def decoded(file: RawIOBase, seen: Callable[[bytes], object]) -> Iterator[bytes]:
    """The content of all frames; `seen` gets the compressed bytes as they are read.

    Raises FrameError, naming the byte of the file, if a frame is damaged or ends too early.
    """
    decoder, at, begun = _decoder(), 0, False
    while data := file.read(_READ):
        seen(data)
        end = at + len(data)
        while data:
            try:
                content = decoder.decompress(data)
            except zstandard.ZstdError as error:
                raise FrameError(f"bytes {at:,} to {end:,}: {error}", cut=False) from error
            if content:
                yield content
            begun, data = True, b""
            if decoder.eof:
                data, decoder, begun = decoder.unused_data, _decoder(), False
        at = end
    if begun or not at:
        raise FrameError(f"byte {at:,}: the file ends inside the frame", cut=True)


def _decoder() -> zstandard.ZstdDecompressionObj:
    return zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).decompressobj(
        write_size=1 << 20
    )
