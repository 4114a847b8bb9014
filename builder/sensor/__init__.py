"""Sensor questions: what radar and infrared show of two boxes, and the eye does not. Patch -> rows.

    Patch -> regions (boxes and squares) -> signals (their means, medians, colors) -> offers ->
    draw by weight -> Annotation

The truth is arithmetic on stored pixels (SPEC.md). What visible bands tell of it is guessed by
trees that a survey fits (`guessing`), and questions are drawn so that a right guess is as frequent
as a wrong one. Example: VV of box A is -8.1 dB, of box B -11.4 dB: "Is VV radar backscatter
stronger in A than in B?" -> yes.
"""

from builder.sensor.fitting import LESSONS, Fitted, Surveyed, fitted, joined, read_fitted, surveyed
from builder.sensor.writing import sensor_rows

__all__ = [
    "LESSONS",
    "Fitted",
    "Surveyed",
    "fitted",
    "joined",
    "read_fitted",
    "sensor_rows",
    "surveyed",
]
