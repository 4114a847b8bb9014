"""Checks: what a sound release promises, one file per kind of promise.

`builder.checks.verify` runs them.

folder: manifest and files · form: Parquet · patches: rows of pixels · texts: rows of text ·
alignment: texts against patches · shards: all files of one shard · whole: what only the whole
release can show. Every check lists faults, none stops at the first.
"""
