"""Class names in running text: every class in its own name, published variants, and traps."""

from __future__ import annotations

import pytest

from bigearthnet_txt import CLASSES, CLC
from bigearthnet_txt_solver.classnames import classes_in, classes_in_caption, marked


@pytest.mark.parametrize("label", CLASSES)
def test_every_class_is_found_by_its_name(label: str) -> None:
    """As in CLASSES and in small letters, alone and beside another class."""
    for name in (label, label.lower()):
        assert marked(name) == f"[{CLASSES.index(label)}]"
        assert classes_in(f"Is {name} next to airports?") == (label,)


@pytest.mark.parametrize(("text", "label"), [
    ("urban fabrics", "Urban fabric"),
    ("arable lands", "Arable land"),
    ("transitional woodlands or shrubs", "Transitional woodland, shrub"),
    ("transitional woodland/shrub", "Transitional woodland, shrub"),
    ("beaches, dunes or sands", "Beaches, dunes, sands"),
    ("beaches, dunes, and sands", "Beaches, dunes, sands"),
    ("moors, heathlands and sclerophyllous vegetation", "Moors, heathland and sclerophyllous "
                                                        "vegetation"),
    ("natural grasslands, sparsely vegetated areas", "Natural grassland and sparsely vegetated "
                                                     "areas"),
    ("land principally occupied by agriculture with significant areas of natural vegetation",
     "Land principally occupied by agriculture, with significant areas of natural vegetation"),
    ("lands principally occupied by agriculture",
     "Land principally occupied by agriculture, with significant areas of natural vegetation"),
    ("broad leaved forests", "Broad-leaved forest"),
])  # fmt: skip
def test_variants_are_the_class(text: str, label: str) -> None:
    """Plurals, commas and shortenings mean the class, and the whole of them is taken."""
    assert marked(text) == f"[{CLASSES.index(label)}]"


def test_two_classes_with_commas_stay_two() -> None:
    """A name that holds "and" and commas is not cut, and does not swallow the next one."""
    text = "Land principally occupied by agriculture, with significant areas of natural vegetation "
    text += "and Beaches, dunes, sands"
    assert marked(text) == "[6] and [14]"


def test_the_order_is_that_of_the_classes() -> None:
    """Classes come in class order, each once, however often and in what order a text names them."""
    assert classes_in("pastures, arable land and more pastures") == ("Arable land", "Pastures")


def test_the_sea_is_not_in_season() -> None:
    """Words that hold a name are no name: the season has no sea, the seascape no pastures."""
    assert (
        classes_in_caption(
            "captured during the fall season; overseas, repastures, non-arable lands"
        )
        == ()
    )


def test_captions_may_say_level_3_names() -> None:
    """Every CORINE level-3 name means its class in a caption.

    Those without a class mean none; questions do not use them.
    """
    for entry in CLC.values():
        assert classes_in_caption(f"there are {entry.name.lower()} here") == (
            (entry.label,) if entry.label else ()
        )
    assert classes_in_caption("vineyards and the sea and ocean") == (
        "Permanent crops",
        "Marine waters",
    )
    assert classes_in("vineyards and the sea and ocean") == ()
