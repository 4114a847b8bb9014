"""Items: which rows about the benchmark's patches are asked. Rows -> Choice (items.json).

rows of all patches (item) -> those whose answer does not follow from the question (points) -> how
many of each task and answer (shares) -> the items (choosing) -> what was chosen and what was not,
counted (table)
"""

from builder.items.choosing import LEAST, MOST, Choice, choose_items
from builder.items.item import COLUMNS, Item, item_of
from builder.items.points import Sides, follows, mean_sides
from builder.items.shares import supplies
from builder.items.table import ITEMS, ItemTable, items_json, read_items, shown_in

__all__ = [
    "COLUMNS",
    "ITEMS",
    "LEAST",
    "MOST",
    "Choice",
    "Item",
    "ItemTable",
    "Sides",
    "choose_items",
    "follows",
    "item_of",
    "items_json",
    "mean_sides",
    "read_items",
    "shown_in",
    "supplies",
]
