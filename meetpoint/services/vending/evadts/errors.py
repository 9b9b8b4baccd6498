"""A file that cannot be believed."""

from django.utils.translation import gettext as _


class Damaged(Exception):
    """What is wrong with an audit file, and in which line (counted from 1)."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(_("line %(line)s: %(reason)s") % {"line": line, "reason": reason})
        self.line = line
        self.reason = reason
