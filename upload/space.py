"""The explorer of a release in a static Space: written aside, compared, sent after the dataset.

space = Remote("ORG/NAME-explorer", "space")
explorer = prepare(release, space, url, folder=folder, progress=progress)
explorer.told() -> "ORG/NAME-explorer: the explorer, 141 files (1.2 MB); a new static Space"
explorer.send("1.0.0")
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bigearthnet_txt_explorer import DESCRIPTION, Progress, write_explorer
from bigearthnet_txt_explorer.writing import left_over
from bigearthnet_txt_reader.locations import file_sha256
from bigearthnet_txt_reader.release import Release
from upload.errors import UploadError
from upload.hub import MAIN, Blob, Remote

_GIVEN = {".gitattributes", "README.md", "index.html", "style.css"}  # of a Space that is new


@dataclass(frozen=True, slots=True)
class Explorer:
    """An explorer in `folder`, and what the Space holds; None if there is no Space yet."""

    folder: Path
    space: Remote
    held: Mapping[str, Blob] | None

    @property
    def _files(self) -> dict[str, Path]:
        found = (path for path in sorted(self.folder.rglob("*")) if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path for path in found}

    @property
    def _changed(self) -> list[Path]:
        """The files that the Space does not hold."""
        held = self.held or {}
        files = self._files.items()
        return [path for name, path in files if not _holds(held.get(name), path)]

    @property
    def _stale(self) -> list[str]:
        return left_over(self.held or {}, self._files)

    def told(self) -> str:
        """What would change in the Space."""
        changed, stale = self._changed, self._stale
        if not (changed or stale):
            return f"{self.space.repo}: the Space holds this explorer already"
        size = sum(path.stat().st_size for path in changed) / 1e6
        new = "a new static Space" if self.held is None else f"{len(stale)} files removed"
        return f"{self.space.repo}: the explorer, {len(changed)} files ({size:.1f} MB); {new}"

    def send(self, version: str) -> None:
        """Makes the Space hold the explorer. Raises UploadError if it cannot be sent."""
        title, stale = f"Explorer of version {version}", self._stale
        try:
            if self.held is None:
                self.space.create(private=False)
            if self._changed or stale:
                self._send(title, stale)
        except UploadError as error:
            raise UploadError(f"the dataset is published, its explorer is not: {error}") from None

    def _send(self, title: str, stale: list[str]) -> None:
        with warnings.catch_warnings():  # the client doubts Parquet in a Space: here it is an index
            warnings.filterwarnings("ignore", "It seems that you are about to commit a data file")
            self.space.send(self.folder, ["*"], branch=MAIN, title=title, remove=stale)


def _holds(blob: Blob | None, path: Path) -> bool:
    return blob is not None and blob.is_file(path, file_sha256(path))


def prepare(
    release: Release, space: Remote, data: str, *, folder: Path, progress: Progress
) -> Explorer:
    """Writes the explorer of a release into `folder`, and asks the Hub for the Space.

    `data` is the URL of the published version, `progress` as for `write_explorer`. Raises
    UploadError if the Space holds something else, before anything is written.
    """
    held = space.files(MAIN) if space.exists() else None
    if held and DESCRIPTION not in held and set(held) - _GIVEN:
        what = f"holds files, but no {DESCRIPTION}: another Space"
        raise UploadError(f"{space.repo}: {what}; choose another name after --explorer")
    write_explorer(release, folder, data=data, progress=progress)
    return Explorer(folder, space, held)
