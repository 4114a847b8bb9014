"""A release by its name on the Hub: "ORG/NAME" -> Release in the cache, or at hf://datasets/...

The Hub is asked once, without retries. If it cannot be asked, or must not be (HF_HUB_OFFLINE,
HF_DATASETS_OFFLINE), the cache answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bigearthnet_txt_reader.locations import location
from bigearthnet_txt_reader.release import MANIFEST, Release

_NAME = re.compile(r"[\w.-]+/[\w.-]+")
_PATIENCE = 10.0  # seconds for one answer


def is_hub_name(source: str | Path) -> bool:
    """Is it ORG/NAME, and no path that is there?"""
    named = isinstance(source, str) and _NAME.fullmatch(source)
    return bool(named) and not Path(source).exists()


def on_hub(name: str, revision: str | None, wanted: Sequence[str], *, streaming: bool) -> Release:
    """A release on the Hub; it fetches only the files of `wanted`, and none for streaming.

    `datasets` ignores the revision if it is offline. Here the cache is asked for this revision, and
    for no other. Raises FileNotFoundError if neither Hub nor cache has it, and what
    `huggingface_hub` raises if the repository has no such revision, or is not open to the user.
    """
    import huggingface_hub as hub

    online = _answers(name, revision)
    given: dict[str, Any] = {"repo_type": "dataset", "local_files_only": not online}
    try:
        manifest = Path(hub.hf_hub_download(name, MANIFEST, revision=revision, **given))
        commit = manifest.parent.name
        if streaming and online:
            url = f"hf://datasets/{name}@{commit}"
            return Release.parse(manifest.read_bytes(), location(url))
        patterns = [MANIFEST, *wanted]
        folder = hub.snapshot_download(name, revision=commit, allow_patterns=patterns, **given)
        return Release.open(Path(folder).absolute())
    except hub.errors.LocalEntryNotFoundError as error:
        asked = ", ".join([f"revision {revision or 'main'}", *wanted])
        raise FileNotFoundError(
            f"{name}: no such folder; as a repository, {asked}: not in the cache, "
            "and the Hub cannot be asked; load it once online"
        ) from error


def _answers(name: str, revision: str | None) -> bool:
    """Does the Hub answer for a repository? It is asked once, and not at all if that is forbidden.

    Raises FileNotFoundError if it has no such repository.
    """
    import huggingface_hub as hub

    if _is_offline():
        return False
    try:
        hub.HfApi().dataset_info(name, revision=revision, timeout=_PATIENCE)
    except hub.errors.RevisionNotFoundError:
        raise
    except hub.errors.RepositoryNotFoundError as error:
        raise FileNotFoundError(
            f"{name}: no such folder in {Path.cwd()}, and no such dataset on the Hub; "
            "if it is private, log in: hf auth login"
        ) from error
    except Exception as error:  # each version of the client has its own for a failed connection
        if isinstance(error, hub.errors.HfHubHTTPError) and error.response.status_code < 500:
            raise
        return False
    return True


def _is_offline() -> bool:
    """Is asking forbidden, by HF_HUB_OFFLINE or by HF_DATASETS_OFFLINE?"""
    import datasets
    import huggingface_hub as hub

    return bool(hub.constants.HF_HUB_OFFLINE or datasets.config.HF_HUB_OFFLINE)
