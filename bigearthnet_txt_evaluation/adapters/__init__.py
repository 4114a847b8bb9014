"""Adapters: the benchmark in the forms of other harnesses, and their outputs as our predictions.

Release -> items -> files of a harness; its outputs -> predictions.jsonl. None of them reads an
answer or computes a score: that is done in `scoring` alone.
"""
