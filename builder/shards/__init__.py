"""Rows <-> Parquet.

Which patch lies where (plan), how it is written (writer, rows), and what was written (manifest,
card).
"""
