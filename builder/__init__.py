"""From the raw BigEarthNet v2.0 archive to the finished release folder.

metadata -> PatchRecord -> Patch (arrays) -> LandCover (facts) -> Annotation (rows) -> shard
(Parquet) -> manifest
"""
