"""A synthetic archive in the exact raw layout of BigEarthNet v2.0.

A user without the 118 GB of the real one starts from it.

    places -> plan -> land (CORINE map) -> pixels (14 bands) -> geotiff (bytes) -> archive
    (folders) -> world (metadata)

Example: `make_world(Path("raw"), patches=300, seed=1, progress=print)` writes 300 usable patches,
15 more with snow or clouds, and a climate raster. Names, tiles and times are real; land and pixels
are invented, so nothing in it says anything about the Earth.
"""

from builder.world.packing import pack_world
from builder.world.world import World, make_world, plan_world

__all__ = ["World", "make_world", "pack_world", "plan_world"]
