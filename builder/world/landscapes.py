"""What the synthetic land is made of: landscapes, each with its CORINE codes, water and roads.

Example: "montado" is agro-forestry and arable land in large regions, olive groves and shrub in
between, reservoirs, no sea.
"""

from __future__ import annotations

from typing import NamedTuple

Weights = tuple[tuple[int, float], ...]  # (CORINE code, weight)


class Landscape(NamedTuple):
    """The land and water of a kind of country.

    `matrix`: codes of the large regions (all of them labelled); `inclusions`: codes of the small
    ones between them. `sea`, `lake`: the field of that name counts as water below this number of
    standard deviations (-9: nowhere). `river`, `road`: half the width in pixels, at least 5 (CORINE
    maps lines from 100 m on; 0: none).
    """

    matrix: Weights
    inclusions: Weights
    sea: float
    lake: float
    river: float
    road: float


def _weights(text: str) -> Weights:
    pairs = (item.split(":") for item in text.split())
    return tuple((int(code), float(weight)) for code, weight in pairs)


def _landscape(water: str, matrix: str, inclusions: str) -> Landscape:
    sea, lake, river, road = map(float, water.split())
    return Landscape(
        matrix=_weights(matrix),
        inclusions=_weights(inclusions),
        sea=sea,
        lake=lake,
        river=river,
        road=road,
    )


def _landscapes(table: str) -> dict[str, Landscape]:
    """The landscapes of a table by name; an indented line goes on with the one before it."""
    lines = table.strip().replace("\n    ", " ").splitlines()
    rows = (line.split(" | ") for line in lines)
    return {name: _landscape(*parts) for name, *parts in rows}


# name | sea, lake, river, road | matrix | inclusions; weights follow the labels of the real patches
# of the same tiles by eye.
_TABLE = """
boreal | -9 -1.5 0 0 | 312:5 313:4 324:1.5
    | 324:3 312:2 313:2 243:1 412:.7 112:.2 311:.6 131:.1 211:.4
boreal_farmland | -9 -2.4 6 0 | 211:4 313:2 312:2
    | 243:2 211:1 313:1 312:1 324:1 112:.5 231:.2 121:.1
aapa_bog | -9 -1.5 0 0 | 412:3 312:3 324:2
    | 412:2 324:2 313:1 312:1 411:.3
lakeland | -9 -0.5 0 0 | 312:4 313:5
    | 324:2 243:1 313:1 312:1 311:.5 211:.5 112:.3 142:.1
archipelago | .35 -9 0 0 | 313:4 312:3
    | 311:1 324:1 243:1 211:.5 112:.3 333:.5 421:.2
irish_pasture | -9 -2.8 5 0 | 231:7 211:1.5
    | 211:2 243:1 312:.8 324:.6 112:.5 313:.4 412:.3 142:.2 311:.2
irish_farmland | -9 -9 5 0 | 211:3 231:4
    | 231:1 211:1 242:.7 312:.5 112:.5 313:.3 141:.1
irish_bog | -9 -2.2 0 0 | 412:4 231:2 322:2
    | 412:1 231:1 324:1.5 312:1.5 321:.7 243:.5 333:.3
irish_coast | 0 -2.6 0 0 | 231:4 412:2 322:1
    | 231:1 243:1 321:1 322:.7 112:.4 211:.4 333:.2
montado | -9 -2.1 0 0 | 244:5 211:2 311:2
    | 244:1 324:1.5 311:1 223:.8 231:.7 242:.5 323:.4 321:.3 112:.1
orchards | -9 -2.8 5 0 | 223:2 221:2 242:2 222:1
    | 223:1 221:1 242:1 243:1 241:.5 222:.5 112:.8 323:.4 211:.6
litoral | -9 -2.8 4 0 | 324:3 311:3 313:1 242:1
    | 324:2 311:1 242:1 243:1 312:.8 221:.3 112:.5 334:.25 121:.15
maquis | -9 -2.6 0 0 | 323:4 324:3 311:1
    | 323:1 324:1 243:1 223:1 321:.7 311:.5 312:.5 332:.2 131:.1
atlantic_coast | 0 -2.8 0 0 | 324:2 323:2 211:2 311:1
    | 324:1 312:1 242:1 243:.7 321:.5 112:.6 124:.1 142:.2 422:.2
rice | -9 -2.6 9 0 | 213:3 212:2 211:2
    | 213:1 212:1 231:1 244:1 222:.4 411:.4 112:.3
prealps | -9 -2.3 5 0 | 313:3 231:3 312:2
    | 231:1 313:1 312:1 243:1.5 242:.7 324:.4 321:.4 112:.5
foothills | -9 -2.9 5 2 | 313:3 211:2 242:2
    | 242:1 243:1 231:1 312:1 311:1 112:1.2 211:.5 221:.1 121:.1
alpine | -9 -3.1 4 0 | 312:4 313:2 321:2
    | 312:1 321:1 322:1 332:.7 333:1 324:.5 231:.7 313:.5 335:.15
austrian_plain | -9 -2.8 7 3 | 211:6 221:1 311:1
    | 211:1 221:1 112:1.5 311:1 243:.7 121:.5 242:.4 142:.2 133:.1
serbian_plain | -9 -2.8 8 3 | 211:7
    | 211:2 242:1 112:1.2 243:.7 231:.7 324:.5 311:.8 121:.3 222:.1
serbian_hills | -9 -9 5 0 | 311:5 243:3 242:2
    | 311:1 243:1 242:1 324:1.3 321:.6 112:.5 211:.6 313:.4 231:.3 221:.2
marsh | -9 -1.9 9 0 | 211:3 231:2 311:2
    | 411:2.5 211:1 324:1 311:1 242:.5 112:.4
loam | -9 -3.1 5 3 | 211:5 242:2 231:1
    | 112:2.5 242:1 231:1 311:1 211:1 121:.4 222:.3 124:.1 243:.5
city | -9 -3.1 6 7 | 112:5 111:.7
    | 121:2 112:1 141:.6 142:.4 242:.7 311:.6 111:.4 123:.3 133:.2 122:.2 211:.6
gutland | -9 -9 5 3 | 311:3 211:2 231:2 242:1
    | 311:1 211:1 231:1 242:1 243:.8 112:1 313:.8 312:.5 121:.2 221:.15
plateau | -9 -2.2 6 4 | 211:4 313:3
    | 313:1 211:1 112:2 231:1 312:.8 242:.6 121:.4 311:.4 221:.1
lowland | -9 -2.4 5 0 | 211:4 242:2 313:2 312:1
    | 242:1.3 231:1.2 313:1 311:1 312:.6 243:1 324:.8 112:.5 132:.05
baltic_coast | 0 -9 5 0 | 312:2 313:2 211:1 231:1
    | 312:1 231:1 242:1 411:.7 112:.6 324:.6 311:.6 121:.2
kosovo_basin | -9 -3 5 4 | 211:3 242:2 243:2
    | 311:1 243:1 242:1 112:1.5 211:1 121:.4 131:.3 132:.1 324:.5 321:.4
"""
LANDSCAPES = _landscapes(_TABLE)
# Codes between sea and land; 0: the land reaches the sea.
SHORE: Weights = ((0, 3.0), (331, 2.5), (421, 2.0), (423, 0.7), (422, 0.8))
SEA: Weights = ((523, 6.0), (522, 1.0), (521, 1.0))
