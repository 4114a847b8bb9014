"""Speed and size beside named peers, as ratios within one run.

The programs are `python -m benchmarks.build`, `.stage`, `.read`, `.load`, `.text` and
`.sensors`.
"""
