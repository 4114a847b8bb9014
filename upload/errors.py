"""The two ways a publication can go wrong: something is not as it must be (exit code 1), or the
call is wrong (exit code 2).
"""


class UploadError(Exception):
    """The folder, the Hub or the connection is not as it must be; the message says what, where, the
    value found and the way out.
    """


class UsageError(Exception):
    """The command was called in a way it cannot follow."""
