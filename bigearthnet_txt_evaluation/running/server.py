"""The server that is asked, and how: what may differ between calls of one run, and what may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Server:
    """An OpenAI-compatible server and its model."""

    endpoint: str
    model: str
    key: str = "none"
    max_connections: int = 10
    timeout: int = 180  # seconds for one try
    retries: int = 6  # further tries, after 3, 6, 12, ... seconds
    temperature: float = 0.0
    max_tokens: int = 1024
    display: str = "plain"

    def stated(self) -> dict[str, Any]:
        """What decides about the answers: a run that goes on must have the same."""
        return {
            "model": self.model,
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
        }
