"""The published text, BigEarthNet.txt.parquet: read once, sorted by shard, joined to the pixels.

File -> rows of each patch. UpstreamFile sees the whole file, sort_rows a row group at a time,
Arrivals a shard; no step holds more in memory than that. Nothing of the thirteen published columns
is changed; what cannot arrive is listed in rejected_annotations.parquet.
"""

from builder.upstream.arriving import Arrivals, Waiting
from builder.upstream.sorting import Sorted, sort_rows
from builder.upstream.table import UpstreamFile
from builder.upstream.unused import gather_unused

__all__ = ["Arrivals", "Sorted", "UpstreamFile", "Waiting", "gather_unused", "sort_rows"]
