"""Where shards are worked on: `run_local` on the processes of one machine, `run_dask` on those of a
cluster.
"""

from builder.engine.cluster import about, connected, run_dask
from builder.engine.local import DEATHS, Death, run_local

__all__ = ["DEATHS", "Death", "about", "connected", "run_dask", "run_local"]
