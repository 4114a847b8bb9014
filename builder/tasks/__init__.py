"""Tasks: questions and boxes, one file a topic. Facts of a patch -> Annotation rows. The rules are
written down in SPEC.md.
"""
