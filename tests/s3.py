"""A real S3 server, moto's, on loopback in a process of its own.

A test can stop it and start it again with all that it holds.
"""

from __future__ import annotations

import socket
import subprocess
import sys

_SERVE = """
import sys
from moto.server import ThreadedMotoServer
for line in sys.stdin:
    if line == "start\\n":
        server = ThreadedMotoServer("127.0.0.1", int(sys.argv[1]), verbose=False)
        server.start()
    else:
        server.stop()
    print("done", flush=True)
"""


class S3Server:
    """The server on a port of its own; `environment` is what a process needs to speak with it.
    While it is stopped its port is closed.
    """

    def __init__(self) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        self.environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        command = [sys.executable, "-c", _SERVE, str(port)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )
        self.start()

    def start(self) -> None:
        self._say("start\n")

    def stop(self) -> None:
        self._say("stop\n")

    def _say(self, word: str) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(word)
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n", "the S3 server has ended"

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
