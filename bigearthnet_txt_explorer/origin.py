"""Requests of the page itself, told from those of other pages. Headers -> may pass, or Refused.

A page of another origin that the same browser has open can send requests here. It cannot choose
Host and Origin: the first must name this machine, the second must be the same place.
"""

from __future__ import annotations

import socket
from email.message import Message
from ipaddress import ip_address
from urllib.parse import urlsplit

_JSON = "application/json"


class Refused(Exception):
    """A request that is not answered, with the status that says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def check_origin(headers: Message, method: str, host: str) -> None:
    """Raises Refused unless the page of this server sent the request.

    `host` is what the server is bound to. Browsers state the origin of every POST.
    """
    named, origin = headers.get("Host", ""), headers.get("Origin")
    if not _is_here(named, host):
        raise Refused(403, f"host {named[:80]!r}: not this server; open the address it printed")
    own = origin == f"http://{named}" or (origin is None and method == "GET")
    if not own or _is_foreign(headers):
        raise Refused(403, f"origin {str(origin)[:80]!r}: only the page of this server may ask")
    if method == "POST" and headers.get("Content-Type", "").split(";")[0] != _JSON:
        raise Refused(415, f"give {_JSON}")


def _is_foreign(headers: Message) -> bool:
    """Does the browser say that another page asks? To follow a link from there is no harm."""
    site, mode = headers.get("Sec-Fetch-Site", "none"), headers.get("Sec-Fetch-Mode", "")
    return site not in ("same-origin", "none") and mode != "navigate"


def _is_here(named: str, host: str) -> bool:
    """Does a Host header name this machine? An address does: only names can be rebound."""
    try:
        name = urlsplit(f"//{named}").hostname or ""
    except ValueError:
        return False
    known = {host.lower(), "localhost", socket.gethostname().lower()} - {""}
    return name in known or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
