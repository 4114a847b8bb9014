"""Evaluation: what models make of the questions, and what needs no model at all."""
