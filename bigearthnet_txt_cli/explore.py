"""`explore`: a static folder in which a browser shows every patch of a release."""

from __future__ import annotations

from bigearthnet_txt_cli.command import Command
from bigearthnet_txt_explorer import command

COMMAND = Command(
    about=command.ABOUT, example=command.EXAMPLE, arguments=command.arguments, run=command.run
)
