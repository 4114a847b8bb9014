"""Real maps against published numbers and against slower ways to the same facts.

These are SciPy per class, and adjacency pixel by pixel.
"""

from collections import Counter

import numpy as np
import pytest
import rasterio
from scipy import ndimage

from bigearthnet_txt import CLASSES, CLC
from builder.landcover import analyse
from builder.records import LandCover
from tests.landcover.maps import shared, squares

_MAP = (
    "samples/rico-hdl-ben-v2/raw/Reference_Maps/{0}/{0}_26_57/{0}_26_57_reference_map.tif".format(
        "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP"
    )
)


@pytest.fixture(scope="module")
def real() -> LandCover:
    """The one released reference map at hand, T33UUP_26_57, whose annotations were published."""
    with rasterio.open(shared(_MAP)) as file:
        return analyse(file.read(1))


def test_areas_of_the_released_map(real: LandCover) -> None:
    """Pixels per class as counted in the file by its publishers' table."""
    assert real.areas == {
        "Arable land": 7075,
        "Pastures": 1154,
        "Broad-leaved forest": 4131,
        "Mixed forest": 2040,
    }


def test_regions_of_the_released_map(real: LandCover) -> None:
    """Pastures lie in two regions; the mixed forest has the published box and point."""
    assert len(real.regions["Pastures"]) == 2
    (mixed,) = real.regions["Mixed forest"]
    assert mixed.box.text() == "[0.64 0.0, 1.0 0.71]"
    assert mixed.centroid.text() == "(0.82, 0.28)"
    assert mixed.fit


def test_adjacency_of_the_released_map(real: LandCover) -> None:
    """As published: arable land lies next to pastures, broad-leaved forest does not border them."""
    assert real.adjacent("Arable land", "Pastures")
    assert not real.adjacent("Broad-leaved forest", "Pastures")


def _random_maps() -> list[np.ndarray]:
    """Noise of many shapes and few codes, unlabelled ones included.

    It is rich in corners, holes and single pixels.
    """
    generator = np.random.default_rng(1)
    codes = np.array([211, 212, 231, 311, 523, 122], np.uint16)
    shapes = [(1, 1), (1, 9), (9, 1), (7, 13), (40, 40), (120, 120)]
    return [generator.choice(codes, shape) for shape in shapes for _ in range(5)]


@pytest.fixture(scope="module", params=["real", "random"])
def maps(request: pytest.FixtureRequest) -> list[np.ndarray]:
    return squares() if request.param == "real" else _random_maps()


def _mask(codes: np.ndarray, label: str) -> np.ndarray:
    return np.isin(codes, [code for code, clc in CLC.items() if clc.label == label])


def test_regions_agree_with_scipy(maps: list[np.ndarray]) -> None:
    """Areas, boxes and centroids of all regions are those of ndimage, label by label."""
    for codes in maps:
        cover = analyse(codes)
        for label in CLASSES:
            mask = _mask(codes, label)
            labels, n = ndimage.label(mask)
            found = [
                (s[1].start, s[0].start, s[1].stop, s[0].stop) for s in ndimage.find_objects(labels)
            ]
            sizes = ndimage.sum_labels(mask, labels, range(1, n + 1))
            centers = [
                (x + 0.5, y + 0.5) for y, x in ndimage.center_of_mass(mask, labels, range(1, n + 1))
            ]
            regions = cover.regions.get(label, ())
            expected = sorted(zip(sizes, found, centers, strict=True))
            ours = sorted((r.area, tuple(r.box), tuple(r.centroid)) for r in regions)
            assert [row[:2] for row in ours] == [row[:2] for row in expected]
            np.testing.assert_allclose(
                [row[2] for row in ours], [row[2] for row in expected], atol=1e-9
            )


def test_adjacency_agrees_with_a_walk_over_all_pixels(maps: list[np.ndarray]) -> None:
    """A walk over all pixels finds the same pairs with as many edges.

    It compares every pixel with its right and lower neighbor.
    """
    for codes in maps:
        names = [[CLC[code].label for code in row] for row in codes.tolist()]
        height, width = codes.shape
        edges: Counter[tuple[str, ...]] = Counter()
        for y in range(height):
            for x in range(width):
                for yy, xx in ((y, x + 1), (y + 1, x)):
                    if (
                        yy < height
                        and xx < width
                        and names[y][x] != names[yy][xx]
                        and names[y][x]
                        and names[yy][xx]
                    ):
                        edges[tuple(sorted((names[y][x], names[yy][xx]), key=CLASSES.index))] += 1
        assert analyse(codes).borders == edges


def test_positions_stand_in_opposite_pairs(maps: list[np.ndarray]) -> None:
    """If a lies to the top-left of b, b lies to the bottom-right of a.

    No class has a direction from itself.
    """
    opposite = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}
    for codes in maps:
        positions = analyse(codes).positions
        for (a, b), where in positions.items():
            assert a != b
            assert positions[b, a] == "-".join(opposite[part] for part in where.split("-"))
