"""Pixels for training: random access gives what the rows hold.

Stacks are the arrays that training takes.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import datasets
import numpy as np
import pytest

from bigearthnet_txt import BANDS, S1_BANDS, S2_BANDS, Pixels, decode_bands, stack_bands


@pytest.fixture(scope="module")
def patches(release: Path, tmp_path_factory: pytest.TempPathFactory) -> datasets.Dataset:
    """The training split of `patches`, in several Arrow chunks: rows of Python bytes."""
    loaded = datasets.load_dataset(
        str(release), "patches", split="train", cache_dir=str(tmp_path_factory.mktemp("cache"))
    )
    assert len(loaded.data.column("B01").chunks) > 1
    return loaded


def equal(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return list(one) == list(other) and all(
        one[n].dtype == other[n].dtype and (one[n] == other[n]).all() for n in one
    )


def test_pixels_are_those_of_the_rows(patches: datasets.Dataset) -> None:
    """Row k of Pixels decodes to what row k of the dataset decodes to.

    It does so for every row, and from the end as well.
    """
    pixels = Pixels(patches)
    assert len(pixels) == len(patches) == sum(1 for _ in pixels)
    for k, row in enumerate(patches):
        assert equal(decode_bands(pixels[k]), decode_bands(row))
    assert equal(decode_bands(pixels[-1]), decode_bands(patches[-1]))


def test_pixels_follow_a_shuffled_or_shortened_dataset(patches: datasets.Dataset) -> None:
    """After shuffle, select and a choice of columns, row k is still row k.

    It has the columns that are left.
    """
    few = patches.shuffle(seed=3).select([5, 2, 9]).select_columns(["patch_id", "VH", "B11"])
    pixels = Pixels(few)
    assert [list(row) for row in pixels] == [["B11", "VH"]] * 3
    for k in range(3):
        assert equal(decode_bands(pixels[k]), decode_bands(few[k]))


def test_pixels_go_to_other_processes(patches: datasets.Dataset) -> None:
    """A pickled copy gives the same rows.

    The pickle holds the way to the file, not the pixels (a patch takes 304,000 bytes).
    """
    stored = pickle.dumps(Pixels(patches))
    assert len(stored) < 50_000
    assert equal(decode_bands(pickle.loads(stored)[7]), decode_bands(patches[7]))


@pytest.mark.parametrize("row", [1000, -1000])
def test_a_row_beyond_the_end_is_refused(patches: datasets.Dataset, row: int) -> None:
    """The error says how many rows there are."""
    with pytest.raises(IndexError, match=f"row {row} of {len(patches)}"):
        Pixels(patches)[row]


def test_a_dataset_without_rasters_is_refused(patches: datasets.Dataset) -> None:
    """The columns that are there are named, and the config to take."""
    with pytest.raises(
        ValueError,
        match="no raster column among patch_id, split; give a split of the config patches",
    ):
        Pixels(patches.select_columns(["patch_id", "split"]))


@pytest.mark.parametrize("planes", [[bytes(800), None], [bytes(800), bytes(799)]])
def test_missing_pixels_are_refused(planes: list[bytes | None]) -> None:
    """Nulls and values of another length are found by band when Pixels are made.

    A release without pixels has nulls.
    """
    rows = datasets.Dataset.from_dict(
        {"B01": planes}, features=datasets.Features({"B01": datasets.Value("binary")})
    )
    with pytest.raises(ValueError, match="B01: not every row holds 800 bytes"):
        Pixels(rows)


def test_several_rows_make_a_batch(patches: datasets.Dataset) -> None:
    """A list of rows, bytes or Pixels, gives their stacks one above the other.

    The result is float32 (rows, 14, 120, 120).
    """
    pixels = Pixels(patches)
    for given in ([pixels[4], pixels[0]], [patches[4], patches[0]]):
        batch = stack_bands(given)
        assert (batch.shape, batch.dtype) == ((2, 14, 120, 120), np.float32)
        assert (batch == np.stack([stack_bands(patches[4]), stack_bands(patches[0])])).all()


@pytest.mark.parametrize("resolution", [10, 20, 60])
def test_decoded_rows_stack_like_bytes(patches: datasets.Dataset, resolution: int) -> None:
    """A row whose bands were decoded already, as `load` gives them, makes the same stack."""
    assert (
        stack_bands(decode_bands(patches[3]), resolution) == stack_bands(patches[3], resolution)
    ).all()


def _slowly(row: dict[str, object], names: tuple[str, ...]) -> Iterator[np.ndarray]:
    """The layers of a stack at 10 m by the definition.

    Pixel (y, x) is pixel (y * n // 120, x * n // 120) of a band of n x n.
    """
    for name in names:
        raster = decode_bands(row)[name]
        index = np.arange(120) * len(raster) // 120
        yield raster[index[:, None], index].astype(np.float32)


@pytest.mark.parametrize(
    "names", [tuple(BANDS), S2_BANDS, S1_BANDS, ("B02", "B03", "B04"), ("B01", "B8A", "VH")]
)
def test_a_stack_holds_the_bands_of_the_row(
    patches: datasets.Dataset, names: tuple[str, ...]
) -> None:
    """If a row has some bands, its stack has as many layers, in band order.

    Each pixel is the nearest of its band.
    """
    row = patches.select_columns(list(names)[::-1])[6]
    assert (stack_bands(row) == np.stack(list(_slowly(row, names)))).all()


def test_the_largest_number_is_repeated_whole() -> None:
    """65535 in a 20 m band fills its 2 x 2 pixels, and no neighbor."""
    planes = bytearray(7200)
    planes[0] = planes[3600] = 255
    stack = stack_bands({"B05": bytes(planes)})
    assert (stack[0, :2, :2] == 65535).all() and stack.sum() == 4 * 65535


def test_a_row_without_bands_makes_no_stack(patches: datasets.Dataset) -> None:
    """A text row that was loaded without bands is refused, with the way to get them."""
    with pytest.raises(
        ValueError,
        match=r"no band among input, output; "
        r"give rows of patches, or load texts with bands=\[\.\.\.\]",
    ):
        stack_bands({"input": "Is there ...?", "output": "no"})
