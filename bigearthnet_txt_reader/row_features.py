"""Features: what `datasets` knows of a band and of a preview in a row of `load`.

    {"B08": PatchRaster("B08"), "image": Image(mode=None, decode=True), ...}

Both are stored as pictures are in `datasets`: bytes, or a path. The path is a link to a patch
(`links`), so selecting, shuffling, joining and saving rows moves no pixels. A row that is
taken has the raster as an array, read-only and shared by the annotations of its patch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import datasets
import numpy as np
import pyarrow as pa
from datasets.features import features as known
from PIL import Image

from bigearthnet_txt import features, to_planes
from bigearthnet_txt_reader.forms import decoded_band
from bigearthnet_txt_reader.link_files import register_links
from bigearthnet_txt_reader.links import PROTOCOL, STORED, Link
from bigearthnet_txt_reader.parquet_rows import mend_parquet
from bigearthnet_txt_reader.planes import RASTERS
from bigearthnet_txt_reader.polars_rows import mend_polars
from bigearthnet_txt_reader.selection import PICTURES, Selection


@dataclass
class PatchRaster(datasets.Image):  # type: ignore[misc] # datasets has no stubs
    """A band of a patch, decoded to an array (rows, columns) at native resolution and dtype.

    `datasets` decodes what is a kind of its own picture, in all its versions.
    """

    band: str = ""
    _type: str = field(default="PatchRaster", init=False, repr=False)

    def __repr__(self) -> str:
        return f"PatchRaster({self.band!r})"

    def encode_example(self, value: Any) -> Any:
        """What is stored: a link, bytes, or an array, of which `cast_storage` makes bytes."""
        return {"bytes": value, "path": None} if isinstance(value, bytes) else value

    def decode_example(self, value: Any, token_per_repo_id: Any = None) -> np.ndarray:
        """The array of a link or of byte planes; an array is given back as it is."""
        if isinstance(value, np.ndarray):
            return value
        return decoded_band(value, RASTERS[self.band])

    def cast_storage(self, storage: pa.Array) -> pa.Array:
        """Arrow values of bands as they are stored: bytes and links stay, arrays are packed.

        Raises pa.ArrowInvalid for values of another kind.
        """
        if pa.types.is_struct(storage.type):
            return _fields(storage)
        if pa.types.is_null(storage.type):
            return pa.nulls(len(storage), STORED)
        if pa.types.is_list(storage.type) or pa.types.is_large_list(storage.type):
            return self.packed(storage.to_pylist())
        return _of_bytes(storage.cast(pa.binary()))

    def packed(self, values: Sequence[Any]) -> pa.Array:
        """Arrays, or lists of their rows, as they are stored."""
        planes = [None if value is None else self._planes(value) for value in values]
        return _of_bytes(pa.array(planes, pa.binary()))

    def _planes(self, value: Any) -> bytes:
        return to_planes(np.asarray(value, RASTERS[self.band].dtype))

    def embed_storage(self, storage: pa.Array, **_: Any) -> pa.Array:
        """The pixels in place of links, for rows that leave this machine."""
        values = storage.to_pylist()
        return self.packed([value and self.decode_example(value) for value in values])


@dataclass
class PatchPicture(datasets.Image):  # type: ignore[misc] # datasets has no stubs
    """The preview of a patch, which `datasets` knows as its own `Image`, and stores as one.

    It is opened when its pixels are asked for, and decoded once for rows of a patch in a row.
    """

    def __post_init__(self) -> None:
        self._key: Any = None
        self._opened: Image.Image | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, datasets.Image) or isinstance(other, PatchRaster):
            return NotImplemented
        return bool((self.mode, self.decode) == (other.mode, other.decode))

    __hash__ = None  # type: ignore[assignment] # as every feature: it can be changed

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_key": None, "_opened": None}

    def encode_example(self, value: Any) -> Any:
        """A row of a stream stays as it is; a picture is stored as `datasets` does."""
        return value if isinstance(value, Mapping) else super().encode_example(value)

    def decode_example(self, value: Any, token_per_repo_id: Any = None) -> Image.Image | None:
        """The picture of bytes or of a link; None if the release has no preview of it."""
        if not isinstance(value, Mapping) or self.mode or not _is_ours(value):
            found: Image.Image = super().decode_example(value, token_per_repo_id)
            return found
        if (key := value["bytes"] or value["path"]) != self._key:
            self._key, self._opened = key, None
            return _opened(value)
        self._opened = self._opened or _opened(value)
        return self._opened and self._opened.copy()

    def embed_storage(self, storage: pa.Array, *args: Any, **options: Any) -> pa.Array:
        """The JPEG in place of links, for rows that leave this machine."""
        values = [_picture_bytes(value) for value in storage.to_pylist()]
        embedded = _of_bytes(pa.array(values, pa.binary()))
        return super().embed_storage(embedded, *args, **options)


def _opened(value: Mapping[str, Any]) -> Image.Image | None:
    """A preview, opened in memory; Pillow decodes it when its pixels are asked for."""
    found = _picture_bytes(value)
    return None if found is None else Image.open(BytesIO(found))


def _is_ours(value: Mapping[str, Any]) -> bool:
    return bool(value["bytes"]) or str(value["path"]).startswith(f"{PROTOCOL}://")


def _picture_bytes(value: Mapping[str, Any] | None) -> bytes | None:
    if value is None:
        return None
    found: bytes | None = value["bytes"]
    if found is not None or value["path"] is None:
        return found
    return Link.parse(value["path"]).picture()


def _fields(storage: pa.StructArray) -> pa.Array:
    """A struct of bytes and path in our order; a field that is not there is null."""
    there = {one.name for one in storage.type}
    parts = [
        storage.field(one.name).cast(one.type) if one.name in there else _nulls(storage, one)
        for one in STORED
    ]
    return pa.StructArray.from_arrays(parts, fields=list(STORED), mask=storage.is_null())


def _nulls(storage: pa.Array, like: pa.Field) -> pa.Array:
    return pa.nulls(len(storage), like.type)


def _of_bytes(values: pa.Array) -> pa.Array:
    paths = pa.nulls(len(values), pa.string())
    return pa.StructArray.from_arrays([values, paths], fields=list(STORED), mask=values.is_null())


def features_of(selection: Selection, bands: Sequence[str]) -> datasets.Features:
    """The features of the rows of a selection with bands: the columns in order, then the bands."""
    columns = {
        name: kind for config in selection.configs for name, kind in features(config).items()
    }
    found = {name: columns[name] for name in selection.names if name not in RASTERS}
    pictures = {name: PatchPicture() for name in PICTURES if name in found}
    return datasets.Features(
        {**found, **pictures, **{name: PatchRaster(band=name) for name in bands}}
    )


def _register() -> None:
    """Lets `datasets` read our feature back from files; versions before 3 offer no call for it."""
    known._FEATURE_TYPES["PatchRaster"] = PatchRaster


_register()
register_links()
mend_polars()
mend_parquet((PatchRaster, PatchPicture))
