"""What a forecast computes with agrees with the released files.

These are 549,488 patches in tars of records of 10,240 bytes.
"""

from __future__ import annotations

from builder.staging.released import EXPANSION, MEMBERS, RELEASED, TAR_BYTES


def tar_bytes(root: str) -> int:
    """All patches and the end mark of two blocks, filled up to whole records, as GNU tar does."""
    content = 549_488 * TAR_BYTES[root] + 1024
    return -(-content // 10_240) * 10_240


def test_tars_have_the_sizes_that_were_found() -> None:
    """The tars have the sizes that were found.

    S2: 102,406,983,680 bytes, which the frame of the released archive declares; S1: 65,833,062,400.
    """
    assert tar_bytes("BigEarthNet-S2") == RELEASED["BigEarthNet-S2.tar"].size == 102_406_983_680
    assert tar_bytes("BigEarthNet-S1") == 65_833_062_400


def test_a_patch_is_the_sum_of_its_files() -> None:
    """A patch is the sum of its files.

    It has three header blocks each (path longer than 100 characters), and the sizes of the released
    GeoTIFFs in whole blocks.
    """
    blocks = {
        "BigEarthNet-S2": 4 * [29_196] + 6 * [7_572] + 2 * [1_172],
        "BigEarthNet-S1": 2 * [58_024],
        "Reference_Maps": [1_234],
    }
    for root, sizes in blocks.items():
        assert TAR_BYTES[root] == sum(3 * 512 + -(-size // 512) * 512 for size in sizes)
        assert MEMBERS[root] == len(sizes)


def test_expansion_is_never_guessed_too_small() -> None:
    """If a frame does not declare its content, the disk asked for is enough.

    It is no more than a tenth too much.
    """
    for root, ratio in EXPANSION.items():
        size = RELEASED[f"{root}.tar.zst"].size or 0
        assert tar_bytes(root) <= ratio * size <= 1.1 * tar_bytes(root)
