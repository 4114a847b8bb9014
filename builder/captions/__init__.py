"""Captions: what a patch shows, every number from the map. Facts -> two rows: with its setting, and
without.

Example: "Here Austria is seen in summer. Four land cover classes share the scene. Arable land
(about 71 hectares, 49%) dominates it, ..."
"""

from builder.captions.caption import BARE_PROMPTS, CAPTIONS, ORDERS, PROMPTS, caption_rows

__all__ = ["BARE_PROMPTS", "CAPTIONS", "ORDERS", "PROMPTS", "caption_rows"]
