"""`score`, `compare`, `leaderboard`: what models answered, held against the rows of a release."""

from __future__ import annotations

from collections.abc import Mapping

from bigearthnet_txt_cli.command import Command
from bigearthnet_txt_evaluation.leaderboard import command as leaderboard
from bigearthnet_txt_evaluation.scoring import commands

COMMANDS: Mapping[str, Command] = {
    name: Command(
        about=offer.about, example=offer.example, arguments=offer.arguments, run=offer.run
    )
    for name, offer in (commands.COMMANDS | leaderboard.COMMANDS).items()
}
