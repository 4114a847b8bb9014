"""Speed and size beside named peers, as ratios within one run: `python -m benchmarks.build`, `.read`, `.load`, `.text`."""
