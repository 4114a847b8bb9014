"""Raw files -> values: metadata -> candidates -> PatchRecord -> Patch.

The only home of rasterio and of the raw layout.
"""

from bigearthnet_txt import MAPS_ROOT, ROOTS
from builder.sources.climate import ZONES, Climate
from builder.sources.geotiff import read_geotiff
from builder.sources.metadata import is_synthetic, read_candidates
from builder.sources.patches import read_map, read_patch
from builder.sources.places import climate_gaps, make_records, reprojected
from builder.sources.remote import open_remote
from builder.sources.store import METADATA, SNOW, Store, Tree
from builder.sources.strips import GeoTiff

__all__ = [
    "MAPS_ROOT",
    "METADATA",
    "ROOTS",
    "SNOW",
    "Climate",
    "GeoTiff",
    "Store",
    "Tree",
    "ZONES",
    "climate_gaps",
    "is_synthetic",
    "make_records",
    "open_remote",
    "read_candidates",
    "read_geotiff",
    "read_map",
    "read_patch",
    "reprojected",
]
