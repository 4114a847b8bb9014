"""Where shards are worked on: `run_local` on the processes of one machine."""

from builder.engine.local import run_local

__all__ = ["run_local"]
