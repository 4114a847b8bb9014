"""Where shards are worked on: `run_local` on the processes of one machine."""

from builder.engine.local import DEATHS, Death, run_local

__all__ = ["DEATHS", "Death", "run_local"]
