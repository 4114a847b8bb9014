"""The card is its sections, in one order, whoever wrote them and whenever."""

from __future__ import annotations

import pytest

from bigearthnet_txt_reader.card import (
    FRONT_MATTER,
    UPLOAD,
    WRITERS,
    assemble,
    section_path,
    written_by_others,
)

FRONT = {FRONT_MATTER: "license: x\n"}


def test_sections_follow_the_front_matter_in_their_order() -> None:
    """A line of dashes above and below the YAML, an empty line between sections, one at the end."""
    sections = {section_path("license"): "## License\n", section_path("rows"): "## Rows\n"}
    assert assemble(sections | FRONT) == ("---\nlicense: x\n---\n\n## Rows\n\n## License\n")


def test_a_short_section_gives_way_to_the_full_one() -> None:
    """The table of balance stands there until the statistics are."""
    short = FRONT | {section_path("balance"): "## Balance\n"}
    full = short | {section_path("statistics"): "## Statistics\n"}
    assert "Balance" in assemble(short)
    assert "Balance" not in assemble(full) and "Statistics" in assemble(full)


def test_a_card_without_front_matter_is_none() -> None:
    """The Hub would not read it."""
    with pytest.raises(KeyError, match="front-matter"):
        assemble({section_path("rows"): "## Rows\n"})


def test_file_names_sort_as_the_card_reads() -> None:
    """Whoever lists the folder sees the order; every section has a name of its own."""
    assert list(WRITERS) == sorted(WRITERS)
    assert section_path("statistics") == "card/52-statistics.md"


def test_sections_of_others_are_known_by_their_path() -> None:
    """Of what a manifest lists, what another command wrote, in the order of the card."""
    listed = ["card/80-license.md", "data/x", "card/15-loading.md", "card/25-rows.md"]
    assert written_by_others(UPLOAD, listed) == ["card/25-rows.md", "card/80-license.md"]
