"""The solver on captions: what a sentence claims, which claims are false, and what may not be missing."""

import pytest

from builder.solver import solve
from builder.solver.sentences import Claim, claims
from tests.landcover.maps import grid
from tests.solver.judged import row

THREE = grid("AAB", "AAB", "CCB", scale=40)
TOLD = (
    'This satellite image was taken in Austria in summer, in the "cold, no dry season, warm summer" climate zone. '
    "Three land cover classes share the scene. "
    "Most of the image is covered by arable land (about 64 hectares, 44%) and pastures (about 48 hectares, 33%). "
    "A smaller part of the scene is covered by broad-leaved forest (about 32 hectares, 22%). "
    "Arable land, pastures, and broad-leaved forest each form a single connected region. "
    "Arable land borders all other classes. Moreover, pastures border broad-leaved forest. "
    "Above broad-leaved forest lies arable land. Broad-leaved forest lies to the lower left of pastures."
)
SENTENCES = [
    ("Natural grassland and sparsely vegetated areas, while pastures lie above arable land.", None),
    ("Pastures and arable land are each split into two separate regions; mixed forest into three.",
     [("regions", ("Pastures",), "2"), ("regions", ("Arable land",), "2"), ("regions", ("Mixed forest",), "3")]),
    ("Pastures; moors, heathland and sclerophyllous vegetation; and natural grassland and sparsely vegetated areas are each split into 13 "
     "separate regions.",
     [("regions", ("Pastures",), "13"), ("regions", ("Moors, heathland and sclerophyllous vegetation",), "13"),
      ("regions", ("Natural grassland and sparsely vegetated areas",), "13")]),
    ("In addition, pastures touch arable land and mixed forest, while inland waters touch marine waters.",
     [("touches", ("Pastures", "Arable land"), ""), ("touches", ("Pastures", "Mixed forest"), ""),
      ("touches", ("Inland waters", "Marine waters"), "")]),
    ("Land principally occupied by agriculture, with significant areas of natural vegetation, covers the entire image.",
     [("entire", ("Land principally occupied by agriculture, with significant areas of natural vegetation",), "")]),
    ("To the upper left of pastures lies land principally occupied by agriculture.",
     [("side", ("Land principally occupied by agriculture, with significant areas of natural vegetation", "Pastures"), "top-left")]),
    ("Less than 1% of the image has no class assigned.", [("rest", (), "less than 1%")]),
    ("pastures lie above arable land.", None),
    ("Pastures lie above arable land", None),
    ("Pastures and arable land form a single connected region.", None),
]  # fmt: skip
CHANGES = [
    ("Austria", "Serbia", "country"),
    ("in summer", "in winter", "season"),
    ("warm summer", "hot summer", "climate"),
    ("Three", "Four", "classes"),
    ("64 hectares", "63 hectares", "size"),
    ("48 hectares, 33%", "48 hectares, 34%", "size"),
    ("Most of the image is covered by", "The largest class is", "wording"),
    ("A smaller part of the scene is covered by", "Only marginal areas belong to", "marginal"),
    ("Three land cover classes share the scene. ", "", "no number of classes"),
    (", pastures, and broad-leaved forest each form", " and pastures each form", "no regions"),
    ("each form a single connected region", "are each split into two separate regions", "regions, regions, regions"),
    ("Moreover, pastures border broad-leaved forest. ", "", "no neighbors"),
    ("pastures border broad-leaved forest", "pastures border mixed forest", "touches, no neighbors"),
    ("Above broad-leaved", "Below broad-leaved", "side"),
    ("lower left", "upper left", "side"),
    (" Broad-leaved forest lies to the lower left of pastures.", "", "no layout"),
    ("Arable land borders", "The largest region of arable land covers about 44% of the image. Arable land borders", "largest region"),
    ("all other classes. ", "all other classes. Pastures touch none of the other classes. ", "alone, no neighbors"),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences_become_claims(text: str, expected: list[tuple[str, tuple[str, ...], str]] | None) -> None:
    """A sentence yields all it claims; one that the grammar does not know whole is unparsed."""
    if expected is None:
        assert solve(row("captioning", "None", "Describe this image in detail.", text), THREE).status == "unparsed"
    else:
        assert claims(text) == [Claim(*claim) for claim in expected]


def test_a_true_caption_agrees() -> None:
    """The caption of the worked example, written by hand from the map, is true and complete."""
    verdict = solve(row("captioning", "None", "Describe this image in detail.", TOLD), THREE)
    assert (verdict.status, verdict.fault) == ("agrees", "")


@pytest.mark.parametrize(("old", "new", "fault"), CHANGES)
def test_every_fact_of_a_caption_counts(old: str, new: str, fault: str) -> None:
    """A caption with one fact changed or left out disagrees, and the verdict names the fact."""
    changed = TOLD.replace(old, new, 1)
    assert changed != TOLD
    named = solve(row("captioning", "None", "Describe this image in detail.", changed), THREE).fault.split(", ")
    assert set(fault.split(", ")) <= set(named)


SIZES = [
    (6, 12, "less than 1%", True),  # 72 pixels are 0.5%
    (6, 12, "less than 1 hectare", True),
    (6, 12, "less than 1,000 square meters", False),  # they are 7,200
    (6, 12, "about 1%", False),
    (12, 12, "about 1%", True),
    (12, 12, "less than 1%", False),
    (12, 12, "about 1 hectare, 1%", True),
    (12, 12, "about 14,000 square meters", True),
    (12, 12, "about 15,000 square meters", False),
    (30, 40, "about 0.1 square kilometers, 8%", True),
    (30, 40, "about 0.2 square kilometers, 8%", False),
]


@pytest.mark.parametrize(("width", "height", "size", "true"), SIZES)
def test_sizes_are_rounded_as_written(width: int, height: int, size: str, true: bool) -> None:
    """A size holds to half of its last unit; below one unit it has to be "less than", and nothing else is."""
    codes = grid("A", scale=120)
    codes[:height, :width] = 231
    text = f"Only marginal areas belong to pastures ({size})."
    verdict = solve(row("captioning", "None", "Describe this image in detail.", text), codes)
    assert ("size" not in verdict.fault.replace("no size", "").split(", ")) == true
