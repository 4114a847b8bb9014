"""Captions: what a patch shows, every number from the map. Facts -> three rows: short to long.

Example of a short one: "In Austria, seen here in summer, arable land dominates the scene, with
smaller parts of pastures and mixed forest."
"""

from builder.captions.caption import CAPTIONS, GRAINS, caption_rows
from builder.captions.naming import without_names
from builder.captions.prompts import PROMPTS

__all__ = ["CAPTIONS", "GRAINS", "PROMPTS", "caption_rows", "without_names"]
