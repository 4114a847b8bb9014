"""Checks every sensor caption of a release from GeoTIFFs: words by keywords, numbers by NumPy.

python tests/sensor/recompute_captions.py raw bigearthnet_txt   ->   claims that hold, claims in all
"""

import re
import sys
from pathlib import Path

import pyarrow.parquet as pq
from recompute import bands_of, quantity, value

PLACE = re.compile(
    r"[Tt]he (?:(upper|lower) (left|right) (?:square|one)|square in the (upper|lower) (left|right)"
    r"|(?:square|one) (?:at the middle of|halfway along|midway along) the (\w+) edge"
    r"|(?:central|middle) (?:square|one)|square in the center)"
)
SUPERLATIVE = re.compile(
    r"strongest|weakest|highest|lowest|brightest|darkest|(?<=\bas )\w+(?= .*as )"
)
LOW = {"weakest", "lowest", "darkest", "weak", "low", "dark"}
NINE = [(x / 3, y / 3, (x + 1) / 3, (y + 1) / 3) for y in range(3) for x in range(3)]
UNIT = {"B08": 100, "NDMI": 0.1, "NBR": 0.1, "NDREI": 0.1}  # of a number; of radar 1 dB


def place(found):
    words = [word for word in found.groups() if word]
    row = 0 if "upper" in words else 2 if "lower" in words else 1
    return 3 * row + (0 if "left" in words else 2 if "right" in words else 1)


def claims(text, before, of):
    """Which claims of a sentence hold, and its squares; `of` gives a quantity of the nine."""
    squares, words = [place(found) for found in PLACE.finditer(text)], SUPERLATIVE.findall(text)
    if "reflect" in text and "865 nm" in text and "1,610 nm" in text:
        more = re.search("more|less|greater|smaller", text)[0] in ("more", "greater")
        leads = text.index("1,610") < text.index("865")
        return [all((x > 0) == (more == leads) for x in of("NDBI"))], []
    found = of(quantity(text))
    if re.search("(than|by|within) 2 dB", text):
        return [max(found) - min(found) < 2], []
    if words:
        groups = [[one] for one in squares] if len(words) == 2 else [squares or before]
        signs = [-1 if word in LOW else 1 for word in words]
        held = [first(found, group, sign) for group, sign in zip(groups, signs, strict=True)]
    elif squares:
        rising = re.search("weaker|darker|rises|ompared", text)
        high, low = squares[::-1] if rising else squares
        squares, held = [high, low], [found[high] > found[low]]
    else:
        high, low = before if "same" in text else before[::-1]
        squares, held = [high, low], [found[high] > found[low]]
    squares = squares or before
    told = [float(x) for x in re.findall(r"(?:about|roughly|around) (-?[\d.]+\d)", text)]
    named = [place(one) for one in PLACE.finditer(text)] or squares
    return held + [near(text, x, found[k]) for x, k in zip(told, named, strict=False)], squares


def first(found, group, sign):
    others = [sign * x for k, x in enumerate(found) if k not in group]
    return min(sign * found[k] for k in group) > max(others)


def near(text, told, found):
    unit = UNIT.get(quantity(text), 1)
    return abs(found - told * (10_000 if unit == 100 else 1)) < unit / 2


if __name__ == "__main__":
    raw, release = map(Path, sys.argv[1:])
    files = sorted((release / "data" / "sensor").glob("*.parquet"))
    rows = [row for file in files for row in pq.read_table(file).to_pylist()]
    right = []
    for row in (row for row in rows if row["type"] == "captioning"):
        bands, squares = bands_of(raw, row), []
        for text in re.split(r"(?<=\.) (?=[A-Z])", row["output"]):
            held, squares = claims(text, squares, lambda q, b=bands: [value(b, q, x) for x in NINE])
            right += held
    print(sum(map(bool, right)), len(right))
