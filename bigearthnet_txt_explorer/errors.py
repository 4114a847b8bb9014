"""The two ways an explorer can fail: something is not as it must be, or the call is wrong."""


class ExplorerError(Exception):
    """Release, Parquet reader or connection is not as it must be (exit code 1)."""


class CallError(Exception):
    """The command cannot do what it was asked for (exit code 2)."""
