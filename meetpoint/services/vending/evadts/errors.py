"""A file that cannot be believed."""


class Damaged(Exception):
    """What is wrong with an audit file, and in which line (counted from 1)."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason
