"""The server of the review: it takes what its page says, and nothing else."""

from __future__ import annotations

import json
import math
import socket
import threading
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import numpy as np
import pyarrow.parquet as pq

from bigearthnet_txt import decode_bands
from bigearthnet_txt_reader.release import Release
from builder.review.answers import Answers
from builder.review.items import Item
from builder.review.log import held_log, read_log
from builder.review.parts import Part
from builder.review.server import make_server
from builder.review.session import Session
from tests.review.asking import CRITERIA, Client
from tests.review.conftest import reviewing


def log_of(release: Path, reviewer: str) -> Path:
    return release.with_name("bigearthnet_txt-review") / f"{reviewer}.jsonl"


def until(client: Client, kind: str) -> dict[str, Any]:
    """The next item of a type; those before it are accepted."""
    shown = client.item()
    while shown["item"]["type"] != kind:
        shown = client.judge(shown)[1]
    return shown


def test_a_verdict_is_a_line_of_the_log_before_the_next_item_comes(
    reviewed: Path, items: list[Item]
) -> None:
    with reviewing(reviewed, "anna") as client:
        first = client.item()
        assert (first["at"], first["total"], first["hidden"]) == (0, len(items), False)
        status, second = client.judge(first, comment=" clear ")
        assert status == 200 and second["at"] == 1
        (line,) = read_log(log_of(reviewed, "anna"))
        stored = {item.id: item for item in items}[line.item]
        assert (str(line.item), line.row_sum) == (first["item"]["id"], stored.row_sum)
        assert (line.reviewer, line.reading, line.seconds) == ("anna", "first", 1.5)
        assert (line.verdict, line.comment) == ("accept", "clear")
        again = client.item(0)
        assert again["said"]["verdict"] == "accept" and again["at"] == 0
        client.judge(again, verdict="unsure")
    assert [one.verdict for one in read_log(log_of(reviewed, "anna"))] == ["accept", "unsure"]


def test_a_restart_goes_on_where_the_log_ends(reviewed: Path) -> None:
    with reviewing(reviewed, "anna") as client:
        second = client.judge(client.item())[1]
    with reviewing(reviewed, "anna") as client:
        assert client.item() == second


def test_a_blind_question_comes_without_its_answer(reviewed: Path, items: list[Item]) -> None:
    """Neither answer nor place nor date is sent before the reviewer has answered."""
    with reviewing(reviewed, "anna", blind=1.0) as client:
        shown = client.item()
        while not shown["hidden"]:
            shown = client.judge(shown)[1]
        row = next(one.row for one in items if str(one.id) == shown["item"]["id"])
        assert shown["item"]["stored"] is None and shown["item"]["place"] is None
        assert row["patch_id"] not in json.dumps(shown)
        status, refused = client.judge(shown)
        assert status == 400 and "answer it before you judge" in refused["error"]
        wrong = next(one for one in ("yes", "no", "a", "b") if one != row["output"])
        wrong = wrong if row["type"] == "binary" else "a" if row["output"] != "a" else "b"
        given = {"item": shown["item"]["id"], "answer": wrong}
        assert client.ask("answer", given | {"answer": "maybe"})[0] == 400
        answered = client.ask("answer", given)[1]
        assert answered["item"]["stored"]["output"] == row["output"]
        client.ask("answer", given | {"answer": row["output"]})
        client.judge(answered)
    assert read_log(log_of(reviewed, "anna"))[-1].blind == wrong, "the first answer counts"


def test_the_map_answers_a_correction(reviewed: Path, items: list[Item]) -> None:
    """A box one pixel off contradicts the map; a correction to what is stored is none."""
    rows = {str(item.id): item.row for item in items}
    with reviewing(reviewed, "anna") as client:
        shown = until(client, "bounding box")
        x0, y0, x1, y1 = rows[shown["item"]["id"]]["box_pixels"]
        told = {"item": shown["item"]["id"], "correction": {"box_pixels": [x0, y0, x1, y1 - 1]}}
        status, checked = client.ask("check", told)
        assert status == 200
        assert f"the map says pixels {x0} {y0}, {x1} {y1}" in checked["contradiction"]
        same = told | {"correction": {"box_pixels": [x0, y0, x1, y1]}}
        assert "is what the row says: accept it" in client.ask("check", same)[1]["error"]
        client.judge(shown, verdict="correct", correction=told["correction"])
    assert read_log(log_of(reviewed, "anna"))[-1].correction == told["correction"]


def test_a_box_that_cannot_be_is_refused(reviewed: Path) -> None:
    """A box that is empty, outside the patch, of parts of pixels or of no numbers."""
    with reviewing(reviewed, "anna") as client:
        shown = until(client, "bounding box")
        before = log_of(reviewed, "anna").read_bytes()
        for box in ([0, 0, 0, 5], [0, 0, 5, 121], [0.5, 0, 5, 5], [0, 0, math.nan, 5]):
            status, refused = client.judge(shown, verdict="correct", correction={"box_pixels": box})
            assert status == 400 and f"item {shown['item']['id']}: box" in refused["error"]
        assert log_of(reviewed, "anna").read_bytes() == before


def test_captions_are_judged_by_their_criteria(reviewed: Path) -> None:
    with reviewing(reviewed, "anna") as client:
        shown = until(client, "captioning")
        fails = dict.fromkeys(CRITERIA, True) | {"complete": False}
        for stated, message in (
            ({"criteria": None}, "captions have all four"),
            ({"criteria": fails}, "a caption that fails a criterion is rejected"),
            ({"verdict": "reject"}, "say which criterion the caption fails"),
        ):
            status, refused = client.judge(shown, **stated)
            assert status == 400 and message in refused["error"]
        assert client.judge(shown, verdict="reject", criteria=fails)[0] == 200
    assert read_log(log_of(reviewed, "anna"))[-1].criteria == fails


WRONG: tuple[dict[str, Any], ...] = (
    {"item": "1"},
    {"item": 7},
    {"item": "../anna"},
    {"seconds": -1},
    {"seconds": "4"},
    {"seconds": 1e300},
    {"verdict": "maybe"},
    {"verdict": ["accept"]},
    {"verdict": "correct"},
    {"correction": {"output": "a"}},
    {"comment": "x" * 2001},
    {"comment": 5},
    {"reviewer": "ben"},
)


def test_what_is_no_verdict_is_refused(reviewed: Path) -> None:
    with reviewing(reviewed, "anna") as client:
        for wrong in WRONG:
            status, refused = client.judge(client.item(), **wrong)
            assert status == 400 and "item" in refused["error"]
        assert log_of(reviewed, "anna").read_bytes() == b""


def test_requests_of_other_pages_are_refused(reviewed: Path) -> None:
    """Whatever names another host or origin, or no origin at all, is not answered."""
    with reviewing(reviewed, "anna") as client:
        told = {"item": client.item()["item"]["id"], "seconds": 1, "verdict": "accept"}
        port = client.address.rsplit(":", 1)[1].strip("/")
        assert client.ask("item", Origin="http://evil.example")[0] == 403
        assert client.ask("item", Host="evil.example")[0] == 403
        assert client.ask("item", Sec_Fetch_Site="cross-site")[0] == 403
        assert client.ask("verdict", told, Origin="http://evil.example")[0] == 403
        assert client.ask("verdict", told, Origin=f"http://localhost:{port}")[0] == 403
        assert client.ask("verdict", told, Origin="")[0] == 403
        assert client.ask("verdict", told, Content_Type="text/plain")[0] == 415
        local = f"localhost:{port}"
        assert client.ask("item", Host=local)[0] == 200
        assert log_of(reviewed, "anna").read_bytes() == b""


def test_the_network_is_let_in_when_asked(reviewed: Path, items: list[Item]) -> None:
    """Bound to all addresses, the server prints the name of the machine and answers to it alone."""
    release = Release.open(reviewed)
    with held_log(log_of(reviewed, "anna").parent, "anna") as log:
        session = Session(items, Part("anna"), log)
        server, address = make_server(Answers(session, release), "0.0.0.0", 0)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        local = Client(f"http://127.0.0.1:{server.server_port}/")
        assert address == f"http://{socket.gethostname()}:{server.server_port}/"
        assert local.ask("item", Host=f"{socket.gethostname()}:{server.server_port}")[0] == 200
        assert local.ask("item", Host=f"evil.example:{server.server_port}")[0] == 403
        server.shutdown()
        server.server_close()


def test_a_body_that_is_no_object_is_refused(reviewed: Path) -> None:
    with reviewing(reviewed, "anna") as client:
        for raw in (b"", b"{", b"[]", b"null", b"\xff", b"[" * 60000):
            status, refused = client.ask("verdict", raw=raw)
            assert (status, refused["error"]) == (400, "give a JSON object")


def test_a_body_that_is_too_large_is_refused(reviewed: Path) -> None:
    with reviewing(reviewed, "anna") as client:
        assert client.ask("verdict", raw=b" " * 70000)[0] == 413
        assert client.ask("item")[0] == 200


def test_no_file_is_named_by_a_request(reviewed: Path) -> None:
    with reviewing(reviewed, "anna") as client:
        for path in ("../manifest.json", "manifest.json", "explorer/../item.py", "data/"):
            assert client.ask(path)[0] == 404
        assert client.ask("raster?row=0&band=../../manifest")[0] == 400
        assert client.ask("raster?row=99999&band=B04")[0] == 400
        assert client.ask("raster?row=-1&band=B04")[0] == 400


def test_the_rasters_are_those_of_the_release(reviewed: Path, items: list[Item]) -> None:
    (row,) = [
        row
        for path in sorted((reviewed / "data" / "patches").glob("bench-*.parquet"))
        for row in pq.read_table(path).to_pylist()
        if row["patch_id"] == items[-1].row["patch_id"]
    ]
    with reviewing(reviewed, "anna") as client:
        where = f"{client.address}raster?row={items[-1].row['patch_row']}&band="
        with urlopen(where + "B8A") as answer:
            planes = answer.read()
    assert np.array_equal(decode_bands({"B8A": planes})["B8A"], decode_bands(row)["B8A"])


def test_two_reviewers_at_once_share_the_items(reviewed: Path, items: list[Item]) -> None:
    """Each item is judged by one of them, on the log of that one, until none is left."""
    with reviewing(reviewed, "anna") as anna, reviewing(reviewed, "ben") as ben:
        for _ in items:
            for client in (anna, ben):
                if (shown := client.item())["item"]:
                    client.judge(shown)
        assert anna.item()["item"] is None and ben.item()["item"] is None
    logs = [read_log(log_of(reviewed, name)) for name in ("anna", "ben")]
    judged = [one.item for log in logs for one in log]
    assert sorted(judged) == sorted(item.id for item in items)
    assert [{one.reviewer for one in log} for log in logs] == [{"anna"}, {"ben"}]


def test_who_settles_a_disagreement_sees_what_was_said(reviewed: Path) -> None:
    with reviewing(reviewed, "anna") as client:
        client.judge(client.item())
    with reviewing(reviewed, "ben", reading="second") as client:
        shown = client.item()
        assert shown["total"] == 1 and shown["others"] == []
        fails = dict.fromkeys(
            ("linguistically correct", "factually accurate", "complete", "free of artefacts"), False
        )
        of_caption = {"criteria": fails} if shown["item"]["type"] == "captioning" else {}
        client.judge(shown, verdict="reject", comment="too dark", **of_caption)
    with reviewing(reviewed, "carl", reading="final") as client:
        shown = client.item()
        said = [(one["verdict"], one["comment"]) for one in shown["others"]]
        assert said == [("accept", None), ("reject", "too dark")]
        client.judge(shown)
        assert client.item()["item"] is None
    assert read_log(log_of(reviewed, "carl"))[0].reading == "final"
