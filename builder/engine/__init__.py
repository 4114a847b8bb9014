"""Where jobs are done: an engine runs a function on many jobs and yields the results as they come.

`Local` has processes of this machine, `connected` gives an engine of a dask cluster.
"""

from builder.engine.cluster import Dask, connected
from builder.engine.local import Local, worker_processes
from builder.engine.protocol import ATTEMPTS, Crash, Engine

__all__ = ["ATTEMPTS", "Crash", "Dask", "Engine", "Local", "connected", "worker_processes"]
