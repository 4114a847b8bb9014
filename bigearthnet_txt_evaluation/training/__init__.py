"""Training: rows as trainers take them. A row with its bands -> pictures, prompt and answer.

    >>> from bigearthnet_txt import load
    >>> from bigearthnet_txt_evaluation.training import as_messages
    >>> row = load("vqa", "train", bands=["s2", "s1"])[0]
    >>> [len(part) for part in as_messages(row).values()]
    [2, 2]

A model is asked in training what it is asked in the benchmark, word for word.
"""

from __future__ import annotations

from bigearthnet_txt_evaluation.training.messages import as_messages

__all__ = ["as_messages"]
