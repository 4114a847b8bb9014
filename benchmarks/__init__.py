"""Speed and size beside named peers, as ratios within one run: `python -m benchmarks.build`,
`.stage`, `.read`, `.load`, `.text`.
"""
