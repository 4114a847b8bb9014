"""Withdrawing a version: its tag stays, but only a call that names it gets it any more.

main holds 1.1.0, withdraw("1.1.0") -> main holds 1.0.0 again, and its CHANGELOG.md says why
"""

from __future__ import annotations

from upload.changelog import with_withdrawal, withdrawn
from upload.errors import UploadError, UsageError
from upload.folder import CHANGELOG
from upload.hub import Remote, version_key
from upload.state import HubState, hub_state, move_main


def withdraw(remote: Remote, version: str, reason: str) -> str:
    """Withdraws a version; returns what main holds now. Done again, it changes nothing.

    Raises UsageError without a reason, UploadError if there is no such version, or no other one
    that main could hold.
    """
    version_key(version)
    if not reason.strip() or "\n" in reason:
        raise UsageError("--reason: one line is needed that says why")
    there = hub_state(remote)
    if version not in there.versions or there.release is None:
        held = ", ".join(there.versions) or "none"
        raise UploadError(f"{remote.repo}: no version {version}; it holds {held}")
    text = with_withdrawal(there.changelog, version, reason.strip())
    kept = _kept(there, withdrawn(text), remote.repo)
    move_main(remote, kept, there, {CHANGELOG: text.encode()})
    return kept


def _kept(there: HubState, gone: set[str], repo: str) -> str:
    """The version main is to hold: the newest that is not withdrawn."""
    kept = [version for version in there.versions if version not in gone]
    if not kept:
        raise UploadError(
            f"{repo}: no other version is left for main; "
            "publish a better one first, then withdraw this one"
        )
    return kept[-1]
