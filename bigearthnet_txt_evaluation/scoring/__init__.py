"""Scoring: a file of predictions held against the benchmark, by one set of rules for everyone.

Predictions and release -> outcomes. The text of a model is read in one place (`parsers`), boxes in
the format that is stated (`boxes`).
"""
