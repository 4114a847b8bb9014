"""Which patches the synthetic archive holds: real products and tiles, invented positions.

    number of patches -> Visit (a place on a date), in an order that a larger archive only prolongs

Example: place (33UUP, 60, 55) on 2017-06-13 is S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_60_55
in split test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count, islice
from typing import NamedTuple

from builder.chance import Chance, rng_for


class Product(NamedTuple):
    """A Sentinel-2 product: satellite and time, relative orbit.

    `s1` is the Sentinel-1 scene most often paired with it.
    """

    s2: str
    orbit: int
    s1: str


class Tile(NamedTuple):
    """A tile: its grid positions `box` (x0, y0, x1, y1, inclusive) lie in `country`.

    `landscapes` name what it looks like.
    """

    name: str
    country: str
    box: tuple[int, int, int, int]
    landscapes: tuple[str, ...]
    products: tuple[Product, ...]


def _product(text: str) -> Product:
    s2, orbit, s1 = text.split("/")
    return Product(s2, int(orbit), s1)


def _tile(line: str) -> Tile:
    name, country, box, landscapes, *products = line.split()
    x0, y0, x1, y1 = map(int, box.split(","))
    return Tile(
        name=name,
        country=country,
        box=(x0, y0, x1, y1),
        landscapes=tuple(landscapes.split(",")),
        products=tuple(map(_product, products)),
    )


def _tiles(table: str) -> tuple[Tile, ...]:
    """The tiles of a table; an indented line goes on with the one before it."""
    lines = table.strip().replace("\n    ", " ").splitlines()
    return tuple(map(_tile, lines))


# From metadata.parquet of BigEarthNet v2.0: real products (S2 satellite and time / relative orbit /
# S1 satellite and time).
TILES = _tiles("""
29UPU Ireland 0,0,90,90 irish_pasture,irish_pasture,irish_farmland,irish_bog
    A20170617T113321/80/A20170617T064724 A20180225T114351/123/B20180225T063817
    B20171112T114339/123/B20171112T181343 B20180421T114349/123/A20180420T063917
35VNK Finland 0,0,90,90 boreal,boreal,lakeland A20171101T094131/36/B20171101T154016
    B20180525T094029/36/B20180524T154016
29SND Portugal 0,0,90,90 montado,orchards,litoral,maquis A20170704T112111/37/B20170701T182622
    A20171121T112351/37/B20171121T064205 A20171221T112501/37/A20171221T064303
    B20180515T112109/37/B20180515T063356
33UUP Austria 45,50,90,90 prealps,foothills A20170613T101031/22/A20170613T165043
34TEP Serbia 0,0,90,90 serbian_hills,serbian_hills,serbian_plain
    B20170914T093029/136/A20170914T162451 B20180201T093219/136/B20180130T162407
    B20180502T093039/136/A20180430T162450
31UER Belgium 30,0,90,44 loam,city B20170829T105019/51/A20170829T055029
    B20171107T105229/51/B20171108T055808 B20180225T105019/51/A20180225T055027
    B20180506T105029/51/A20180508T055029
35ULA Lithuania 0,0,90,90 lowland,lowland,lakeland B20170808T094029/36/A20170808T043524
34TEN Kosovo 0,45,40,90 kosovo_basin,serbian_hills A20171208T093351/136/A20171207T162450
32TMT Switzerland 10,30,60,90 plateau,prealps A20170818T103021/108/B20170818T054218
31UGR Luxembourg 0,45,40,88 gutland A20180508T104031/8/A20180508T055029
    B20171015T104009/8/A20171016T055031
29SNB Portugal 0,0,90,90 atlantic_coast,litoral,montado,rice A20171002T112111/37/A20171004T183450
    A20171201T112431/37/A20171203T183450 B20180326T112109/37/B20180327T183408
34WFS Finland 10,10,90,90 boreal,boreal_farmland,aapa_bog B20170817T101019/22/B20170817T045612
    B20170906T101019/22/A20170906T155749 B20180521T100029/122/A20180521T044858
33TWN Austria 0,0,90,90 foothills,alpine,austrian_plain B20171219T095409/79/B20171220T050937
    B20180421T100029/122/A20180421T165046
34UEG Lithuania 0,0,90,89 lowland,baltic_coast A20180413T095031/79/A20180413T161957
    B20170930T095019/79/B20170929T045032
34TCR Serbia 45,10,90,90 serbian_plain,serbian_plain,marsh A20170803T094031/36/A20170802T163350
    A20171002T094031/36/B20170929T045327 A20180430T094031/36/B20180429T163254
    B20171206T094349/36/B20171206T163254
29UNB Ireland 30,40,90,90 irish_coast,irish_coast,irish_bog A20180529T115401/23/A20180529T181504
34VDM Finland 10,5,90,60 archipelago B20171016T101009/22/B20171016T045729
    B20180511T100029/122/A20180514T161304
""")
# The same of the second metadata file, where snow is common; the last one is of cloudy patches.
SNOW_TILES = _tiles("""
35VNJ Finland 0,0,90,90 boreal,lakeland B20180204T094159/36/A20180204T043318
34WFS Finland 10,10,90,90 boreal,boreal_farmland,aapa_bog A20180228T101021/22/A20180228T154946
33TWN Austria 0,0,90,90 foothills,alpine,austrian_plain B20171219T095409/79/B20171220T050912
35UMB Lithuania 20,20,70,90 lowland A20180318T093031/136/B20180318T043418
34TEN Serbia 55,0,90,40 serbian_hills A20171208T093351/136/A20171207T162450
29UPU Ireland 0,0,90,90 irish_pasture,irish_pasture,irish_farmland,irish_bog
    B20171112T114339/123/B20171112T181343
""")


class Place(NamedTuple):
    """Grid column x and row y of a tile.

    `gap`: a corner of its map has no CORINE polygon (code 999).
    """

    tile: Tile
    x: int
    y: int
    gap: bool

    @property
    def key(self) -> tuple[str, int, int]:
        return self.tile.name, self.x, self.y

    @property
    def split(self) -> str:
        return split_at(self.x, self.y)


class Visit(NamedTuple):
    """A patch: a place on the date of a product; `snow` and `cloud` as in the metadata."""

    place: Place
    product: Product
    snow: bool = False
    cloud: bool = False

    @property
    def patch_id(self) -> str:
        tile, x, y = self.place.key
        return f"{self._scene}_N9999_R{self.product.orbit:03d}_T{tile}_{x:02d}_{y:02d}"

    @property
    def s1_name(self) -> str:
        satellite, time = _parted(self.product.s1)
        tile, x, y = self.place.key
        return f"S1{satellite}_IW_GRDH_1SDV_{time}_{tile}_{x}_{y}"

    @property
    def s2v1_name(self) -> str:
        """The name in BigEarthNet v1, whose times lost a leading zero (09:41:31 is 94131)."""
        _, x, y = self.place.key
        return f"{self._scene.replace('T0', 'T')}_{x}_{y}"

    @property
    def _scene(self) -> str:
        """How the names of a Sentinel-2 patch begin: satellite, level and time."""
        satellite, time = _parted(self.product.s2)
        return f"S2{satellite}_MSIL2A_{time}"


def _parted(scene: str) -> tuple[str, str]:
    """The letter of the satellite and the time of a scene."""
    return scene[0], scene[1:]


def split_at(x: int, y: int) -> str:
    """The split of a grid position: nested square rings, train outside and test in the middle.

    They were measured on the released metadata.
    """
    depth = min(x, y, 90 - x, 90 - y)
    return "train" if depth <= 12 else "validation" if depth <= 21 else "test"


_RINGS = ("train", "validation", "train", "test")  # about 50, 25, 25 %
_CLUSTER = ((0, 0), (1, 0), (0, 1), (1, 1), (2, 1), (1, 2))
_CLUSTER_SIZES = (1, 1, 2, 2, 3, 4, 6)
_DATES = (1, 1, 1, 1, 2, 2, 3, 4)
# 3 % of the places have a gap, and one of the first five, so that small archives have one.
_GAP_EVERY, _GAP_FIRST = 33, 4


def _corner(tile: Tile, split: str, *, chance: Chance) -> tuple[int, int]:
    """A position of the tile in the wanted split."""
    x0, y0, x1, y1 = tile.box
    while True:
        x = x0 + chance.below(x1 - x0 + 1)
        y = y0 + chance.below(y1 - y0 + 1)
        if split_at(x, y) == split:
            return x, y


def _cluster(tile: Tile, corner: tuple[int, int], *, size: int) -> Iterator[tuple[int, int]]:
    """The positions around a corner that lie in the tile, of `size` in all."""
    x, y = corner
    _, _, last_x, last_y = tile.box
    for dx, dy in _CLUSTER[:size]:
        if x + dx <= last_x and y + dy <= last_y:
            yield x + dx, y + dy


Stop = tuple[Tile, tuple[int, int], list[Product]]  # a position and its dates


def _stops(seed: int, tiles: tuple[Tile, ...], *, kind: str) -> Iterator[Stop]:
    """Groups of one to six neighbors with the same one to four dates, without end.

    Each group lies in the next tile.
    """
    for group in count():
        tile = tiles[group % len(tiles)]
        chance = rng_for(seed, kind, str(group))
        corner = _corner(tile, _RINGS[group % len(_RINGS)], chance=chance)
        dates = chance.sample(tile.products, chance.choice(_DATES))
        size = chance.choice(_CLUSTER_SIZES)
        for position in _cluster(tile, corner, size=size):
            yield tile, position, dates


def _clear(seed: int) -> Iterator[Visit]:
    """Visits without snow or clouds, place after place, without end."""
    seen: set[tuple[str, int, int]] = set()
    for tile, (x, y), dates in _stops(seed, TILES, kind="places"):
        place = Place(tile, x, y, gap=len(seen) % _GAP_EVERY == _GAP_FIRST)
        if place.key not in seen:
            yield from (Visit(place, product) for product in dates)
        seen.add(place.key)


def visits(seed: int, patches: int) -> list[Visit]:
    """The first `patches` visits without snow or clouds.

    All ten countries and three splits are among the first 100.
    """
    return list(islice(_clear(seed), patches))


def _covered(seed: int, taken: Iterable[tuple[str, int, int]]) -> Iterator[Visit]:
    """Visits under snow or clouds at places not yet taken, one a place, without end."""
    seen = set(taken)
    for tile, (x, y), (product, *_) in _stops(seed, SNOW_TILES, kind="covered places"):
        place = Place(tile, x, y, gap=False)
        cloud = tile is SNOW_TILES[-1]
        if place.key not in seen:
            yield Visit(place, product, snow=not cloud, cloud=cloud)
        seen.add(place.key)


def covered_visits(seed: int, patches: int, *, beside: Iterable[Visit]) -> list[Visit]:
    """The first `patches` visits under snow or clouds, at other places than those `beside` them."""
    taken = (visit.place.key for visit in beside)
    return list(islice(_covered(seed, taken), patches))
