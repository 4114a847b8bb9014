"""Pixels: what simple models see in bands, so that one knows what a sensor adds to a question.

Bands -> statistics of the sixteenths of a patch -> shares of the classes there (trees taught by the
maps of train) -> features of a question -> trees, the same that blind models grow.
"""
