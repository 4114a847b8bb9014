"""The audit of the published text.

It has its printed examples on their real map, its wordings on maps one can see, and what is left
unread.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
import rasterio

from bigearthnet_txt_solver import Verdict, published_audit, solve
from builder.shards.rows import PUBLISHED
from tests.landcover.maps import grid, shared, squares
from tests.published.maker import EXAMPLES, S2
from tests.solver.judged import judged as judged_rows
from tests.solver.judged import row

# A arable land 44.4%, B pastures 33.3%, C broad-leaved forest 22.2%; A and C touch B, and each
# other.
THREE = grid("AAB", "AAB", "CCB", scale=40)
# A in two regions of 1,600 pixels and one of 3,200, B in one of 6,400, C in one of 1,600 that
# touches B only.
SPLIT = grid("ABA", "BBB", "ACA", scale=40)
SPLIT[80:100, :40] = 231
# The same with a corner of no class.
ROADS = THREE.copy()
ROADS[0, 0] = 122


def judged(kind: str, category: str, text: str, output: str, codes: np.ndarray = THREE) -> Verdict:
    return solve(row(kind, category, text, output) | {"template": "published"}, codes)


def test_the_printed_examples_on_their_map() -> None:
    """Of the six rows that are printed five agree with the real map.

    The box that says 0.8 disagrees: its edge is at 0.79.
    """
    path = f"samples/rico-hdl-ben-v2/raw/Reference_Maps/{S2[:-6]}/{S2}/{S2}_reference_map.tif"
    with rasterio.open(shared(path)) as file:
        codes = file.read(1).astype(np.uint16)
    verdicts = {row["ID"]: solve(row | {"template": PUBLISHED}, codes) for row in EXAMPLES}
    assert {k: verdict.status for k, verdict in verdicts.items()} == dict.fromkeys(
        range(1, 6), "agrees"
    ) | {6: "disagrees"}
    assert verdicts[6] == Verdict(
        "disagrees", "[0.0 0.33, 0.28 0.79]", "[0.0 0.33, 0.28 0.8]", "box"
    )


def test_the_name_of_the_wording_is_one() -> None:
    """The word by which the solver knows a published row is the word that the import writes."""
    assert published_audit.TEMPLATE == PUBLISHED


TRUE = [
    ("presence", "Are there any pastures in the image?", "yes"),
    ("presence", "Does the scene contain transitional woodlands or shrubs?", "no"),
    ("area", "Is the area of urban fabrics greater than or equal to 0%?", "yes"),
    ("area", "Is the area covered by industrial or commercial units at least 0 m2?", "yes"),
    ("area", "Is the area covered by industrial or commercial units more than 0 m^2?", "no"),
    ("area", "Do arable lands cover at most 640,000 sq m of the image?", "yes"),
    ("area", "Do arable lands cover less than 640000 square meters of the image?", "no"),
    ("area", "Is between 30 and 40% of the image covered by pastures?", "yes"),
    ("area", "Do classes other than pastures cover more than 70% of the image?", "no"),
    ("area", "Do classes other than pastures cover more than 60% of the image?", "yes"),
    ("count", "Is there only a single region of pastures in the image?", "yes"),
    ("count", "Are there multiple regions of pastures?", "no"),
    ("count", "Are there exactly one separate region of pastures in the scene?", "yes"),
    ("count", "Does the image contain at most two areas of arable land?", "yes"),
    ("count", "Are there 3 areas of arable land?", "no"),
    ("adjacency", "Do arable land and pastures share a boundary?", "yes"),
    ("adjacency", "Is arable land in contact with urban fabric?", "no"),
    ("adjacency", "Do pastures neighbour broad-leaved forest in this scene?", "yes"),
    ("adjacency", "Are pastures and broad-leaved forest side by side?", "yes"),
]


@pytest.mark.parametrize(("category", "text", "answer"), TRUE, ids=lambda part: str(part)[:50])
def test_yes_and_no(category: str, text: str, answer: str) -> None:
    """The right answer agrees and the other one disagrees."""
    assert judged("binary", category, text, answer).status == "agrees"
    wrong = judged("binary", category, text, "no" if answer == "yes" else "yes")
    assert (wrong.status, wrong.expected) == ("disagrees", answer)


CHOSEN = [
    ("presence", "Select the class present in the image from the following: a) Beaches, dunes, "
                 "sands, b) Pastures, c) Urban fabric, "
                 "d) Transitional woodland, shrub", "b"),
    ("area", "What share of the image do pastures cover? a) 0% to 10%, b) 10% to 30%, c) 30% to "
             "50%, d) 70% to 90%", "c"),
    ("count", "How many regions of arable land are there? a) 3, b) 4, c) 1, d) 7", "c"),
    ("adjacency", "Which classes share a boundary? a) Arable land and Urban fabric, b) Coastal "
                  "wetlands and Beaches, dunes, sands, "
                  "c) Pastures and Broad-leaved forest, d) Mixed forest and Pastures", "c"),
    ("adjacency", "Which class is adjacent to pastures? a) Arable land, b) Urban fabric, c) Mixed "
                  "forest, d) Inland waters", "a"),
    ("relative pos", "Where are pastures located relative to broad-leaved forest? a) to the top, "
                     "b) to the right, c) to the left, "
                     "d) to the top-right", "d"),
    ("relative pos", "Relative to broad-leaved forest, where are pastures located? a) to the top, "
                     "b) to the right, c) to the left, "
                     "d) to the top-right", "d"),
    ("country", "Identify which of the following countries is shown in the satellite image: a) "
                "Lithuania, b) Austria, c) Finland, "
                "d) Serbia", "b"),
    ("season", "Which season is depicted in the satelltite image? a) Autumn, b) Summer, c) Winter, "
               "d) Spring", "b"),
    ("climate zone", "Which climate zone does the scene belong to? a) Polar, tundra, b) Temperate, "
                     "dry summer, hot summer, "
                     "c) Cold, no dry season, warm summer, d) Cold, dry summer, warm summer", "c"),
]  # fmt: skip


@pytest.mark.parametrize(("category", "text", "letter"), CHOSEN, ids=lambda part: str(part)[:50])
def test_one_of_four(category: str, text: str, letter: str) -> None:
    """The right letter agrees, every other one disagrees."""
    assert [judged("mcq", category, text, said).status == "agrees" for said in "abcd"] == [
        said == letter for said in "abcd"
    ]


BOXES = [
    (THREE, "point", "Provide a bounding box for the land cover class instance at <point>(0.83, "
                     "0.5)</point> in the satellite image.",
     "[0.67 0.0, 1.0 1.0]", "agrees"),
    (THREE, "reference", "Where can the <ref>pastures</ref> be found?", "[0.67 0.0, 1.0 1.0]",
     "agrees"),
    (THREE, "reference", "Where can the <ref>pastures</ref> be found?", "[0.0 0.67, 1.0 1.0]",
     "disagrees"),
    (THREE, "reference", "Where can the <ref>largest mixed forest</ref> be found?",
     "[0.67 0.0, 1.0 1.0]", "disagrees"),
    (SPLIT, "reference", "Locate the <ref>smallest patch of arable land</ref>.",
     "[0.0 0.83, 0.33 1.0]", "agrees"),
    (SPLIT, "reference", "Locate the <ref>largest continuous area of arable land</ref>.",
     "[0.0 0.0, 0.33 0.33]", "disagrees"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "category", "text", "box", "status"), BOXES, ids=lambda part: str(part)[:40]
)
def test_boxes(codes: np.ndarray, category: str, text: str, box: str, status: str) -> None:
    """The edges agree of the region under the point, the only one, and the smallest.

    If several are meant, no box does.
    """
    assert judged("bounding box", category, text, box, codes).status == status


UNREAD = [
    ("binary", "presence", "Are pastures not present in the image?", "no", THREE),
    ("binary", "presence", "Are pastures absent?", "no", THREE),
    ("binary", "presence", "Are there classes other than pastures?", "yes", THREE),
    ("binary", "area", "Do pastures cover roughly 33% of the image?", "yes", THREE),
    ("binary", "area", "Do pastures or arable land cover more than 50% of the image?", "yes",
     THREE),
    ("binary", "area", "Do classes other than pastures cover more than 60% of the image?", "yes",
     ROADS),
    ("binary", "adjacency", "Do pastures touch arable land and broad-leaved forest?", "yes", THREE),
    ("mcq", "presence", "Which class is not here? a) Pastures, b) Arable land, c) Broad-leaved "
                        "forest, d) Mixed forest", "d", THREE),
    ("mcq", "relative pos", "Where is arable land located relative to pastures? a) to the left, b) "
                            "to the top, c) to the right, "
                            "d) to the top-left", "a", THREE),
    ("captioning", "None", "Describe the image.", "Pastures everywhere.", THREE),
]  # fmt: skip


@pytest.mark.parametrize("case", UNREAD, ids=lambda case: str(case[2])[:50])
def test_what_is_not_understood_is_not_judged(case: tuple[Any, ...]) -> None:
    """What is not understood is unparsed, never misjudged.

    A word that is not known ("not", "roughly"), an unclear direction, land of no class, free text.
    """
    kind, category, text, output, codes = case
    assert judged(kind, category, text, output, codes).status == "unparsed"


def test_other_wordings_are_never_misread() -> None:
    """True questions in other wordings than the published ones agree or are left unread.

    Most are read.
    """
    statuses: Counter[str] = Counter()
    for codes in squares()[::8]:
        for found, _ in judged_rows(codes, range(2)):
            if found["type"] != "captioning":
                statuses[solve(found | {"template": "published", "pack": None}, codes).status] += 1
    assert statuses["disagrees"] == 0 and statuses["agrees"] > 3 * statuses["unparsed"]
