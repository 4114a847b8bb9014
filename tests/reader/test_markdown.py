"""Tables in Markdown: what a renderer shows is what was given."""

from __future__ import annotations

import pytest

from bigearthnet_txt_reader.markdown import markdown_table


def test_names_stand_to_the_left_and_figures_to_the_right() -> None:
    """The rule below the header says so, for all columns but the first."""
    assert markdown_table(["task", "rows"], [["area", 1162]], numbers=True) == (
        "| task | rows |\n| --- | ---: |\n| area | 1162 |"
    )


def test_no_cell_breaks_the_table() -> None:
    """A bar is escaped, and a line break becomes a space."""
    assert markdown_table(["a"], [["x | y\nz"]]) == "| a |\n| --- |\n| x \\| y z |"


def test_padded_columns_are_equally_wide() -> None:
    """On a screen the bars stand below each other."""
    text = markdown_table(["task", "n"], [["relative pos", 7]], numbers=True, padded=True)
    assert text.splitlines() == [
        "| task         | n    |",
        "| ------------ | ---: |",
        "| relative pos | 7    |",
    ]


def test_a_row_of_another_length_is_refused() -> None:
    """A table with a hole in it is a mistake of the program, and the row is shown."""
    with pytest.raises(ValueError, match=r"\['area'\]: 1 cells, the header has 2"):
        markdown_table(["task", "rows"], [["area"]])


def test_a_table_may_have_no_rows() -> None:
    """A release without rows still has a table to show that."""
    assert markdown_table(["task"], []) == "| task |\n| --- |"
