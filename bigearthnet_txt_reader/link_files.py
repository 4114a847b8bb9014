"""Links as files: `datasets` and fsspec open the preview that a link names (`links`).

fsspec.open("bentxt://3f8a2b1c9d0e4f55/train/17/image")
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import fsspec

from bigearthnet_txt import BANDS
from bigearthnet_txt_reader.links import PROTOCOL, Link
from bigearthnet_txt_reader.pixel_files import size_of_raster

_MEAN = sum(map(size_of_raster, BANDS)) // len(BANDS)  # bytes of a band


class Previews(fsspec.AbstractFileSystem):  # type: ignore[misc] # fsspec has no stubs
    """The previews of the patches that this process knows, read-only."""

    protocol = PROTOCOL

    def _link(self, path: str) -> Link:
        return Link.parse(f"{PROTOCOL}://{self._strip_protocol(path)}")

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """A preview with its size; of a patch alone, the mean size of a band."""
        named = self._link(path)
        size = len(named.picture() or b"") if named.column else _MEAN
        return {"name": path, "size": size, "type": "file"}

    def _open(self, path: str, mode: str = "rb", **_: Any) -> BytesIO:
        found = self._link(path).picture()
        if found is None:
            raise FileNotFoundError(f"{path}: the release has no preview of this patch")
        return BytesIO(found)


def register_links() -> None:
    """Makes links known to fsspec in this process."""
    fsspec.register_implementation(PROTOCOL, Previews, clobber=True)
