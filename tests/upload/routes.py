"""What the stand-in Hub answers: one function per route, request -> Answer.

Routes and answers follow the clients' sources.

Left out: pull requests, settings, and the validation of cards that only the real Hub does.
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from tests.upload.exchange import Answer, Request
from tests.upload.store import LARGE, Stored
from tests.upload.xet import fetch_from_store

if TYPE_CHECKING:
    from tests.upload.server import Hub


def whoami(hub: Hub, request: Request) -> Answer:
    if request.user is None:
        return Answer(401, {"error": "Invalid username or password."})
    return Answer(
        200,
        {
            "type": "user",
            "name": request.user[0],
            "orgs": [],
            "auth": {"accessToken": {"role": request.user[1]}},
        },
    )


def validate(hub: Hub, request: Request) -> Answer:
    return Answer(200, {"errors": [], "warnings": []})


def create(hub: Hub, request: Request) -> Answer:
    asked = json.loads(request.content)
    owner = asked.get("organization") or (request.user or ("", ""))[0]
    if request.user != (owner, "write"):
        return Answer(
            403,
            {"error": "no rights"},
            X_Error_Message="You don't have the rights to create a dataset under this namespace",
        )
    kind, name = asked.get("type") or "model", f"{owner}/{asked['name']}"
    url = f"{hub.url}/{kind}s/{name}"
    if f"{kind}s/{name}" in hub.repositories:
        return Answer(409, {"error": "You already created this repo", "url": url})
    hub.create(
        kind, name, private=bool(asked.get("private") or asked.get("visibility") == "private")
    )
    return Answer(200, {"url": url, "id": name, "name": name})


def info(hub: Hub, request: Request) -> Answer:
    repository = request.repository(hub)
    commit = request.commit(repository)
    siblings = [{"rfilename": path, "size": stored.size} for path, stored in commit.files.items()]
    stated = {
        "_id": "1",
        "id": repository.name,
        "sha": commit.sha,
        "private": repository.private,
        "siblings": siblings,
    }
    return Answer(
        200,
        stated
        | {
            "author": repository.name.split("/")[0],
            "tags": [],
            "downloads": 0,
            "likes": 0,
            "gated": False,
        },
    )


def refs(hub: Hub, request: Request) -> Answer:
    repository = request.repository(hub)

    def listed(place: str, names: Mapping[str, str]) -> list[dict[str, str]]:
        return [
            {"name": name, "ref": f"refs/{place}/{name}", "targetCommit": sha}
            for name, sha in names.items()
        ]

    return Answer(
        200,
        {
            "branches": listed("heads", repository.branches),
            "tags": listed("tags", repository.tags),
            "converts": [],
        },
    )


def commits(hub: Hub, request: Request) -> Answer:
    repository = request.repository(hub)
    listed, commit = [], repository.commits.get(request.commit(repository).sha)
    while commit:
        listed.append(
            {
                "id": commit.sha,
                "title": commit.title,
                "message": "",
                "authors": [],
                "date": "2026-01-01T00:00:00.000Z",
            }
        )
        commit = repository.commits.get(commit.parent or "")
    return Answer(200, listed)


def _entry(path: str, stored: Stored) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": "file", "path": path, "oid": stored.oid, "size": stored.size}
    return entry | (
        {"lfs": {"oid": stored.sha256, "size": stored.size, "pointerSize": 134}}
        if stored.large
        else {}
    )


def _folder(path: str) -> dict[str, Any]:
    return {"type": "directory", "path": path, "oid": "0" * 40, "size": 0}


def tree(hub: Hub, request: Request) -> Answer:
    files, folder = (
        request.commit(request.repository(hub)).files,
        request.given.get("path", "").rstrip("/"),
    )
    begin, deep = (
        f"{folder}/" if folder else "",
        request.query.get("recursive", [""])[0].lower() in ("true", "1"),
    )
    entries: dict[str, dict[str, Any]] = {}
    for path, stored in sorted(files.items()):
        if path.startswith(begin):
            parts = path[len(begin) :].split("/")
            for k in range(1, len(parts) if deep else min(2, len(parts))):
                name = begin + "/".join(parts[:k])
                entries.setdefault(name, _folder(name))
            if deep or len(parts) == 1:
                entries[path] = _entry(path, stored)
    if folder and not entries:
        return Answer(404, {"error": "no such folder"}, X_Error_Code="EntryNotFound")
    return Answer(200, list(entries.values()))


def paths_info(hub: Hub, request: Request) -> Answer:
    files = request.commit(request.repository(hub)).files
    asked = (
        json.loads(request.content)
        if request.content[:1] == b"{"
        else parse_qs(request.content.decode())
    )
    paths = asked.get("paths", [])
    entries = []
    for path in [paths] if isinstance(paths, str) else paths:
        if path in files:
            entries.append(_entry(path, files[path]))
        elif any(name.startswith(f"{path}/") for name in files):
            entries.append(_folder(path))
    return Answer(200, entries)


def xet_token(hub: Hub, request: Request) -> Answer:
    request.repository(hub)
    if request.given["role"] == "write":
        request.may_write()
    if not hub.cas:
        return Answer(404, {"error": "no Xet here"})
    hub.cas.mkdir(exist_ok=True)
    url, until = f"local://{hub.cas}", int(time.time()) + 3600
    headers = {
        "X_Xet_Cas_Url": url,
        "X_Xet_Access_Token": "xet",
        "X_Xet_Token_Expiration": str(until),
    }
    return Answer(200, {"casUrl": url, "accessToken": "xet", "exp": until}, **headers)


def preupload(hub: Hub, request: Request) -> Answer:
    request.may_write()
    files, answers = request.commit(request.repository(hub)).files, []
    for file in json.loads(request.content)["files"]:
        large = file["path"].endswith(LARGE) or file["size"] > 10_000_000
        held = files.get(file["path"])
        oid = None if held is None else held.sha256 if held.large else held.oid
        answers.append(
            {
                "path": file["path"],
                "uploadMode": "lfs" if large else "regular",
                "shouldIgnore": False,
                "oid": oid,
            }
        )
    return Answer(200, {"files": answers})


def lfs(hub: Hub, request: Request) -> Answer:
    request.may_write()
    objects = []
    for asked in json.loads(request.content)["objects"]:
        upload = {"actions": {"upload": {"href": f"{hub.url}/lfs/{asked['oid']}", "header": {}}}}
        there = hub.blobs.path(asked["oid"]).exists()
        objects.append(
            {"oid": asked["oid"], "size": asked["size"], "authenticated": True}
            | ({} if there else upload)
        )
    return Answer(200, {"transfer": "basic", "objects": objects})


def lfs_object(hub: Hub, request: Request) -> Answer:
    if hub.blobs.put(request.content, large=True).sha256 != request.given["sha256"]:
        return Answer(400, {"error": "the bytes are not those of the address"})
    return Answer(200)


def _take_from_store(hub: Hub, sums: Iterable[str]) -> None:
    """With Xet, the bytes of large files come out of the store when a commit names them."""
    missing = {
        sha256: hub.blobs.path(sha256) for sha256 in sums if not hub.blobs.path(sha256).exists()
    }
    if hub.cas and missing:
        fetch_from_store(hub.cas, missing)


def commit(hub: Hub, request: Request) -> Answer:
    request.may_write()
    repository = request.repository(hub)
    if request.given["rev"] not in repository.branches:
        return Answer(404, {"error": "no such branch"}, X_Error_Code="RevisionNotFound")
    parent, title = request.commit(repository), ""
    files, items = dict(parent.files), [json.loads(line) for line in request.content.splitlines()]
    _take_from_store(hub, [item["value"]["oid"] for item in items if item["key"] == "lfsFile"])
    for item in items:
        value = item["value"]
        match item["key"]:
            case "header":
                title = value["summary"]
                if value.get("parentCommit", parent.sha) != parent.sha:
                    return Answer(
                        412, {"error": "A commit has happened since. Please refresh and try again."}
                    )
            case "file":
                files[value["path"]] = hub.blobs.put(base64.b64decode(value["content"]))
            case "lfsFile":
                files[value["path"]] = hub.blobs.get(value["oid"], large=True)
            case "deletedFile":
                del files[value["path"]]
            case "deletedFolder":
                files = {
                    path: stored
                    for path, stored in files.items()
                    if not path.startswith(value["path"].rstrip("/") + "/")
                }
    made = repository.add(request.given["rev"], title, files)
    return Answer(
        200,
        {
            "success": True,
            "commitOid": made.sha,
            "commitUrl": f"{hub.url}/datasets/{repository.name}/commit/{made.sha}",
        },
    )


def tag(hub: Hub, request: Request) -> Answer:
    request.may_write()
    repository, name = request.repository(hub), json.loads(request.content)["tag"]
    if name in repository.tags:
        return Answer(409, {"error": f"Tag reference exists already: refs/tags/{name}"})
    repository.tags[name] = request.commit(repository).sha
    return Answer(201)


def branch(hub: Hub, request: Request) -> Answer:
    request.may_write()
    repository, name = request.repository(hub), request.given["name"]
    if name in repository.branches:
        return Answer(409, {"error": f"Reference already exists: refs/heads/{name}"})
    start = repository.find(json.loads(request.content or b"{}").get("startingPoint") or "main")
    if start is None:
        return Answer(404, {"error": "no such starting point"}, X_Error_Code="RevisionNotFound")
    repository.branches[name] = start.sha
    return Answer(201)


def unbranch(hub: Hub, request: Request) -> Answer:
    request.may_write()
    if request.repository(hub).branches.pop(request.given["name"], None) is None:
        return Answer(404, {"error": "no such branch"}, X_Error_Code="RevisionNotFound")
    return Answer(200)


def resolve(hub: Hub, request: Request) -> Answer:
    commit = request.commit(request.repository(hub))
    named = {"X_Repo_Commit": commit.sha, "Accept_Ranges": "bytes"}
    stored = commit.files.get(request.given["path"])
    if stored is None:
        return Answer(404, {"error": "Entry not found"}, X_Error_Code="EntryNotFound", **named)
    etag = f'"{stored.sha256 if stored.large else stored.oid}"'
    named |= {"ETag": etag, "X_Linked_Etag": etag, "X_Linked_Size": str(stored.size)}
    if request.command == "HEAD":
        return Answer(200, Content_Length=str(stored.size), **named)
    return _content(stored.path, stored.size, request.headers.get("range") or "", named)


def _content(path: Path, size: int, asked: str, named: dict[str, str]) -> Answer:
    """A file, or the part of it that a Range header asks for."""
    part = re.fullmatch(r"bytes=(\d*)-(\d*)", asked)
    if not part:
        return Answer(200, path.read_bytes(), **named)
    first = int(part[1]) if part[1] else max(0, size - int(part[2]))
    last = min(int(part[2]) if part[1] and part[2] else size - 1, size - 1)
    if first > last:
        return Answer(416, b"", Content_Range=f"bytes */{size}")
    with path.open("rb") as file:
        file.seek(first)
        return Answer(
            206, file.read(last - first + 1), Content_Range=f"bytes {first}-{last}/{size}", **named
        )


_REPO = r"(?P<kind>datasets|models|spaces)/(?P<repo>[^/]+/[^/]+)"
_REV = r"(?P<rev>[^/]+)"
Route = Callable[["Hub", Request], Answer]
ROUTES: list[tuple[str, re.Pattern[str], Route]] = [
    (method, re.compile(pattern), route)
    for method, pattern, route in (
        ("GET", r"/api/whoami-v2", whoami),
        ("POST", r"/api/repos/create", create),
        ("POST", r"/api/validate-yaml", validate),
        ("GET", rf"/api/{_REPO}(/revision/{_REV})?", info),
        ("GET", rf"/api/{_REPO}/refs", refs),
        ("GET", rf"/api/{_REPO}/tree/{_REV}(/(?P<path>.*))?", tree),
        ("GET", rf"/api/{_REPO}/commits/{_REV}", commits),
        ("GET", rf"/api/{_REPO}/xet-(?P<role>read|write)-token/{_REV}", xet_token),
        ("POST", rf"/api/{_REPO}/paths-info/{_REV}", paths_info),
        ("POST", rf"/api/{_REPO}/preupload/{_REV}", preupload),
        ("POST", rf"/api/{_REPO}/commit/{_REV}", commit),
        ("POST", rf"/api/{_REPO}/tag/{_REV}", tag),
        ("POST", rf"/api/{_REPO}/branch/(?P<name>[^/]+)", branch),
        ("DELETE", rf"/api/{_REPO}/branch/(?P<name>[^/]+)", unbranch),
        ("POST", rf"/{_REPO}\.git/info/lfs/objects/batch", lfs),
        ("PUT", r"/lfs/(?P<sha256>[0-9a-f]{64})", lfs_object),
        ("GET", rf"/{_REPO}/resolve/{_REV}/(?P<path>.+)", resolve),
    )
]
