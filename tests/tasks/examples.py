"""A record, its rows, and the words of the texts.

The words are typed here a second time, so that the tests do not lean on the builder's table.
"""

from dataclasses import replace

from builder.annotate import annotate
from builder.landcover import LandCover, analyse
from builder.records import Annotation, Facts, PatchRecord
from tests.landcover.maps import grid

RECORD = PatchRecord(
    patch_id="S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57",
    s1_name="S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57",
    s2v1_name="S2A_MSIL2A_20170613T101031_26_57",
    split="test",
    labels=("Arable land", "Broad-leaved forest", "Mixed forest", "Pastures"),
    country="Austria",
    contains_seasonal_snow=False,
    contains_cloud_or_shadow=False,
    latitude=48.11003471465957,
    longitude=12.740300299577253,
    season="Summer",
    climate_zone="Cold, no dry season, warm summer",
    epsg=32633,
    bounds=(331140, 5330400, 332340, 5331600),
    place="33UUP_26_57",
)

# A: 80 x 80 pixels (44 %), B: 40 x 120 (33 %), C: 80 x 40 (22 %); all touch; A lies above C, B to
# the top-right of C.
_THREE = ("AAB", "AAB", "CCB")
THREE = analyse(grid(*_THREE, scale=40))
# A in three regions, B in one around them, C in one that touches B only.
SPLIT = analyse(grid("ABA",
                     "BBB",
                     "ABC", scale=40))  # fmt: skip
ALONE = analyse(grid("A", scale=120))
EMPTY = analyse(grid(".", scale=120))
APART = analyse(grid("AA.BB", "AA.BB", "AA.BB", "AA.BB", "AA.BB", scale=24))

WORDS = {
    "Urban fabric": "urban fabric",
    "Industrial or commercial units": "industrial or commercial units",
    "Arable land": "arable land",
    "Permanent crops": "permanent crops",
    "Pastures": "pastures",
    "Complex cultivation patterns": "complex cultivation patterns",
    "Land principally occupied by agriculture, with significant areas of natural vegetation": (
        "land principally occupied by agriculture"
    ),
    "Agro-forestry areas": "agro-forestry areas",
    "Broad-leaved forest": "broad-leaved forest",
    "Coniferous forest": "coniferous forest",
    "Mixed forest": "mixed forest",
    "Natural grassland and sparsely vegetated areas": (
        "natural grassland and sparsely vegetated areas"
    ),
    "Moors, heathland and sclerophyllous vegetation": (
        "moors, heathland and sclerophyllous vegetation"
    ),
    "Transitional woodland, shrub": "transitional woodland or shrub",
    "Beaches, dunes, sands": "beaches, dunes or sands",
    "Inland wetlands": "inland wetlands",
    "Coastal wetlands": "coastal wetlands",
    "Inland waters": "inland waters",
    "Marine waters": "marine waters",
}
NUMBERS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def named(text: str) -> list[str]:
    """The classes a text names, in the order of the text."""
    lower = text.lower()
    return sorted(
        (label for label, word in WORDS.items() if word in lower),
        key=lambda label: lower.index(WORDS[label]),
    )


def without(letter: str) -> LandCover:
    """THREE with one class less; its place has no class."""
    return analyse(grid(*(line.replace(letter, ".") for line in _THREE), scale=40))


def rows_of(
    cover, kind: str, category: str, *, seeds: int = 40, **changed: str | None
) -> list[Annotation]:
    """The rows of one task over several seeds; `changed` replaces fields of the record."""
    facts = Facts(replace(RECORD, **changed), cover)
    rows = [row for seed in range(seeds) for row in annotate(facts, seed)]
    return [row for row in rows if (row.type, row.category) == (kind, category)]
