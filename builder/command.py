"""How a command of the builder ends: its exit code, and one line that says why.

UsageError -> 2, DataError -> 1, a full disk -> 1 with the way out, Ctrl-C -> 130
"""

from __future__ import annotations

import argparse
import errno
from collections.abc import Mapping

from bigearthnet_txt_cli.command import Command, failed, place_of, run_on_release
from bigearthnet_txt_reader.locations import StoreError, explained
from bigearthnet_txt_reader.release import ReleaseError
from builder.errors import DataError, UsageError

_STOPPED = "stopped: what was finished is kept; run the same command again to continue"


def exit_code(commands: Mapping[str, Command], args: argparse.Namespace) -> int:
    """Runs a command: 0 if all went well, 1 for bad data, 2 for a wrong call, 130 if stopped."""
    try:
        return run_on_release(commands, args)
    except UsageError as error:
        return failed(f"error: {error}", 2)
    except (DataError, ReleaseError, StoreError) as error:
        return failed(f"error: {error}", 1)
    except OSError as error:
        return failed(f"error: {_explained(error, args)}", 1)
    except KeyboardInterrupt:
        return failed(_STOPPED, 130)


def _explained(error: OSError, args: argparse.Namespace) -> str:
    """A full disk and a lack of memory are named, with the way out."""
    if error.errno == errno.ENOMEM:
        needs = f"{error.strerror}: give fewer --workers or a smaller --shard-size"
        return f"{args.command}: {needs}; what was finished is kept"
    place = place_of(args)
    if error.errno != errno.ENOSPC and "No space left on device" not in str(error):
        return explained(error, args.command, place)
    where = place or "the output"
    return (
        f"no space left on the device of {where}: what was finished is kept; "
        "free some and run the same command again"
    )
