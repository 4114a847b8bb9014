"""The two ways a publication can go wrong: a fault (exit code 1) and a wrong call (exit code 2)."""


class UploadError(Exception):
    """The folder, the Hub or the connection is not as it must be.

    The message says what, where, the value found and the way out.
    """


class UsageError(Exception):
    """The command was called in a way it cannot follow."""
