"""The two ways an explorer can fail: something is not as it must be, or the call is wrong."""


class ExplorerError(Exception):
    """The release is not as it must be (exit code 1)."""


class CallError(Exception):
    """The command cannot do what it was asked for (exit code 2)."""
