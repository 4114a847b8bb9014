"""Review: people judge the items of a benchmark. Release + verdicts -> outcomes.

A page shows the items one by one (parts, session, server). Each verdict is a line in the log of its
reviewer (log), in a folder beside the release. Several reviewers judge at once; what stands of
their verdicts decides what becomes of an item (outcomes).

bigearthnet_txt/ + bigearthnet_txt-review/anna.jsonl -> item 123: accepted by 2
"""
