"""Setting: country, season and climate zone of the scene, which the row's metadata tell.

Example: "What season does the scene show? a) Summer, b) Autumn, ..." of a row whose season is Fall
-> "b".
"""

from __future__ import annotations

import re

from bigearthnet_txt import COUNTRIES
from bigearthnet_txt_solver.questions import Question, matched, one_of_four
from bigearthnet_txt_solver.verdicts import Judges, Unparsed
from bigearthnet_txt_solver.words import grammar

_COUNTRY = grammar(r"""
    identify which of the following countries is shown in the satellite image:
    in which country was this scene captured?
    which country does the satellite image show?
    where was this image taken?
    select the country in which the scene lies:
    the scene lies in one of these countries. Which one is it?""")
_SEASON = grammar(r"""
    which season is depicted in the satellite image?
    in which season was the image acquired?
    select the season in which the scene was captured:
    during which time of the year was this satellite image taken?
    what season does the scene show?
    identify the season of the acquisition:""")
_CLIMATE_ZONE = grammar(r"""
    which climate zone does the scene belong to?
    in which climate zone was the satellite image taken?
    select the climate zone of the area shown:
    what is the climate of the area in the image?
    identify the climate zone in which the scene lies:
    which of these climate zones does the image come from?""")
_ZONE = re.compile("(?:Tropical|Arid|Temperate|Cold|Polar), [a-z, ]+")
_SEASONS = {"Spring": "Spring", "Summer": "Summer", "Autumn": "Fall", "Winter": "Winter"}


def _is_country(option: str, question: Question) -> bool:
    if option not in COUNTRIES:
        raise Unparsed(f"option {option!r}")
    return bool(option == question.row["country"])


def _is_season(option: str, question: Question) -> bool:
    if option not in _SEASONS:
        raise Unparsed(f"option {option!r}")
    return bool(_SEASONS[option] == question.row["season"])


def _is_climate_zone(option: str, question: Question) -> bool:
    matched(_ZONE, option)
    return bool(option == question.row["climate_zone"])


JUDGES: Judges = {
    ("mcq", "country"): one_of_four(_COUNTRY, _is_country),
    ("mcq", "season"): one_of_four(_SEASON, _is_season),
    ("mcq", "climate zone"): one_of_four(_CLIMATE_ZONE, _is_climate_zone),
}
