"""The two ways a command can go wrong: bad data (exit code 1) and a wrong call (exit code 2)."""


class DataError(Exception):
    """A release or something that is needed is wrong; the message says what, where, the value found and the way out."""


class UsageError(Exception):
    """The command was called in a way it cannot follow."""
