"""Staging: archives as they come -> a store that reads any file by its name.

    folder -> plan (what, how long, how much disk) -> store
    BigEarthNet-S2.tar.zst, 63.3 GB -> BigEarthNet-S2.tar, 102.4 GB, and BigEarthNet-S2.tar.index

One zstd frame has no random access, and a release has another order than the archives: so each
archive is decoded once, to one file.
"""

from builder.staging.plan import Staging, StagingPlan, plan_staging
from builder.staging.run import run_staging

__all__ = ["Staging", "StagingPlan", "plan_staging", "run_staging"]
