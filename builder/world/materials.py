"""How the synthetic land looks: 15 materials, and what each CORINE code is made of.

Example: 112 (discontinuous urban fabric) mixes built-up ground, grass and trees from pixel to
pixel; broad-leaved trees are litter in winter. The values are typed to resemble the real patches
and the published band statistics, not measured on any place. What radar shows follows six real
pairs: bare ground sends back 8 dB less in VH than in VV, dense plants 5, calm water 3 or 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bigearthnet_txt import S1_BANDS, S2_BANDS, SEASONS
from builder.world.arithmetic import rounded

# Reflectance x 10000 in the bands of Sentinel-2, then dB in those of Sentinel-1.
_SPECTRA = """
material B01 B02 B03 B04 B05 B06 B07 B08 B8A B09 B11 B12 VV VH
conifer 100 130 280 160 470 1450 1750 1850 1950 2050 820 370 -10 -15.2
broadleaf 140 180 470 210 800 2550 3150 3350 3450 3500 1650 740 -10 -15
grass 180 230 640 280 1020 2900 3500 3700 3850 3850 2050 1000 -11.5 -17
crop 160 200 600 210 880 3100 3900 4100 4250 4200 1800 830 -11.5 -17
straw 480 720 1180 1580 1900 2100 2300 2500 2650 2700 3300 2350 -11.5 -18.5
soil 560 800 1150 1450 1650 1620 1770 1880 2050 2150 2700 2150 -11 -19
litter 230 300 470 520 860 1250 1400 1500 1650 1700 1900 1150 -10.5 -16.5
peat 180 240 440 430 820 1500 1750 1900 2020 2100 1700 900 -11.5 -17.5
lake 160 170 220 130 120 105 95 85 75 65 40 30 -20 -23.5
sea 260 240 210 100 95 80 75 65 60 55 30 20 -17 -21.5
built 800 950 1130 1250 1450 1700 1820 1950 2050 2150 2100 1800 -6 -14
roof 1500 1800 2050 2200 2350 2500 2600 2750 2800 2850 2900 2600 -3 -11
sand 1000 1400 1850 2200 2450 2600 2700 2850 2950 3000 3600 3100 -14 -22
rock 800 1000 1200 1350 1450 1550 1620 1700 1780 1800 2050 1750 -10.5 -18
snow 8300 8600 8400 8300 8200 7900 7700 7500 7300 6300 800 650 -12 -19
"""
_HEADER, *_ROWS = (line.split() for line in _SPECTRA.strip().splitlines())
MATERIALS = tuple(name for name, *_ in _ROWS)
_TABLE = np.array([values for _, *values in _ROWS], np.float32)


def _columns(bands: Sequence[str]) -> np.ndarray:
    """What each material shows in some bands: float32 (materials, bands).

    Raises ValueError if a band has no column: then the synthetic world cannot draw it.
    """
    missing = [band for band in bands if band not in _HEADER]
    if missing:
        raise ValueError(f"{', '.join(missing)}: give every material of _SPECTRA a value for it")
    return np.take(_TABLE, [_HEADER.index(band) - 1 for band in bands], axis=1)


_REFLECTANCE = _columns(S2_BANDS)
# linear power (materials, 2)
BACKSCATTER = rounded(lambda decibel: 10 ** (decibel / 10), _columns(S1_BANDS))

# Green material: what it is when dormant, and how green it is in winter, spring, summer and fall,
# first in the north, then in Portugal.
_VIGOR = {
    "broadleaf": ("litter", (0.05, 0.65, 1.0, 0.6), (0.6, 0.9, 0.65, 0.6)),
    "grass": ("straw", (0.6, 0.85, 0.9, 0.75), (0.8, 0.9, 0.15, 0.35)),
    "crop": ("soil", (0.3, 0.8, 0.6, 0.3), (0.5, 0.9, 0.2, 0.2)),
    "peat": ("litter", (0.3, 0.6, 1.0, 0.7), (0.3, 0.6, 0.6, 0.5)),
}
_ORDER = ("Winter", "Spring", "Summer", "Fall")


def spectra(season: str, country: str) -> np.ndarray:
    """Reflectance x 10000 of every material in a season: float32 (materials, S2 bands)."""
    if season not in SEASONS:
        raise ValueError(f"season {season!r}: use one of {', '.join(SEASONS)}")
    table = _REFLECTANCE.copy()
    for name, (dormant, north, south) in _VIGOR.items():
        vigor = south if country == "Portugal" else north
        green = vigor[_ORDER.index(season)]
        table[_number(name)] = green * _spectrum(name) + (1 - green) * _spectrum(dormant)
    return table


def _number(material: str) -> int:
    return MATERIALS.index(material)


def _spectrum(material: str) -> np.ndarray:
    spectrum: np.ndarray = _REFLECTANCE[_number(material)]
    return spectrum


class Mixtures(NamedTuple):
    """By CORINE code (0..999): two mixtures of materials, and what moves a pixel between them.

    `first` and `second`: float32 (1000, materials). `gains` (1000, 3): fields of one crop, single
    pixels (houses, trees), slow changes; `hedged` (1000,): has hedges or tracks.
    """

    first: np.ndarray
    second: np.ndarray
    gains: np.ndarray
    hedged: np.ndarray


# codes | first mixture | second mixture | gains | hedged
_CODES = """
111 | built 7 roof 3 | built 4 roof 2 conifer 2 | .5 .4 .1 | 0
112 | built 5 roof 1 grass 2 | grass 3 broadleaf 3 built 1 | .7 .4 .15 | 1
121 123 133 | roof 7 built 3 | built 6 grass 2 soil 2 | .6 .35 .1 | 0
122 | built 8 grass 2 | built 4 soil 2 grass 4 | 0 .4 .1 | 0
124 141 142 | grass 8 broadleaf 1 | grass 5 built 2 broadleaf 4 | .2 .3 .3 | 0
131 132 | rock 5 sand 3 | soil 6 rock 2 grass 1 | 0 .3 .6 | 0
211 | crop 9 grass 1 | straw 4 soil 6 | 1.5 .04 .1 | 1
212 | crop 10 | soil 5 crop 4 | 1.5 .04 .1 | 1
213 | crop 9 lake 1 | soil 3 lake 6 | 1.5 .04 .1 | 1
221 222 | soil 4 crop 4 straw 2 | broadleaf 4 grass 3 soil 3 | .8 .2 .1 | 1
223 241 | broadleaf 4 soil 4 straw 2 | broadleaf 6 grass 3 soil 1 | .5 .4 .2 | 1
231 | grass 7 crop 3 | grass 6 straw 2 soil 1 | 1.2 .06 .15 | 1
242 | crop 6 grass 3 | straw 3 soil 5 broadleaf 1 | 1.4 .15 .1 | 1
243 | grass 5 crop 3 | broadleaf 6 conifer 1 soil 1 | .6 .2 .6 | 1
244 | grass 7 soil 1 broadleaf 2 | broadleaf 5 grass 4 | .3 .5 .3 | 0
311 | broadleaf 10 | broadleaf 8 conifer 1 grass 1 | 0 .25 .4 | 0
312 | conifer 10 | conifer 8 broadleaf 1 litter 1 | .15 .25 .4 | 0
313 | conifer 7 broadleaf 3 | broadleaf 7 conifer 3 | .1 .3 .5 | 0
321 | grass 8 straw 2 | grass 4 straw 3 rock 2 | 0 .15 .6 | 0
322 | peat 6 grass 3 | peat 4 litter 4 conifer 1 | 0 .2 .6 | 0
323 | broadleaf 5 soil 2 litter 3 | broadleaf 3 soil 3 straw 3 | 0 .4 .5 | 0
324 | conifer 3 grass 3 broadleaf 3 | grass 4 litter 4 broadleaf 2 | .3 .35 .4 | 0
331 | sand 10 | sand 7 grass 2 | 0 .15 .5 | 0
332 | rock 10 | rock 6 grass 3 | 0 .3 .5 | 0
333 | rock 5 grass 4 | grass 5 straw 3 rock 2 | 0 .3 .5 | 0
334 | litter 5 soil 3 | litter 4 conifer 3 | 0 .3 .5 | 0
335 | snow 8 rock 2 | snow 5 rock 5 | 0 .1 .6 | 0
411 | grass 5 lake 3 | lake 6 peat 3 | 0 .2 .6 | 0
412 | peat 8 litter 1 | peat 5 lake 1 litter 3 conifer 1 | 0 .2 .6 | 0
421 423 | grass 4 peat 2 sea 3 | sea 5 soil 4 | 0 .15 .7 | 0
422 | lake 6 sand 2 | sea 8 sand 1 | 1 .03 .1 | 1
511 512 | lake 10 | lake 9 sea 1 | 0 .02 .3 | 0
521 522 | sea 8 lake 2 | sea 5 lake 5 | 0 .02 .4 | 0
523 | sea 10 | sea 9 lake 1 | 0 .03 .4 | 0
999 | grass 5 conifer 5 | grass 5 broadleaf 5 | .3 .3 .3 | 0
"""


def _mixture(text: str) -> np.ndarray:
    """Share of each material in a mixture such as "grass 8 straw 2"."""
    words = text.split()
    parts = dict(zip(words[::2], map(float, words[1::2]), strict=True))
    amounts = np.array([parts.get(name, 0.0) for name in MATERIALS], np.float32)
    return amounts / sum(parts.values())


def _no_mixtures() -> Mixtures:
    """A table whose codes are still made of nothing."""
    first, second = (np.zeros((1000, len(MATERIALS)), np.float32) for _ in range(2))
    return Mixtures(first, second, np.zeros((1000, 3), np.float32), np.zeros(1000, bool))


def _mixtures() -> Mixtures:
    table = _no_mixtures()
    for line in _CODES.strip().splitlines():
        codes, one, other, gains, hedged = line.split(" | ")
        alike = [int(code) for code in codes.split()]
        table.first[alike] = _mixture(one)
        table.second[alike] = _mixture(other)
        table.gains[alike] = [float(gain) for gain in gains.split()]
        table.hedged[alike] = hedged == "1"
    return table


MIXTURES = _mixtures()
