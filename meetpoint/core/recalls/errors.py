"""What can be wrong with a recall."""

from django.utils.translation import gettext as _

from meetpoint.lib.errors import Conflict


class RecallClosed(Conflict):
    """Something was to be changed about a recall that is closed."""

    def __init__(self) -> None:
        super().__init__(_("This recall is closed. Open it again first."))


class SameRecallOtherContent(Conflict):
    """A recall came twice under one identifier, with different content."""

    def __init__(self) -> None:
        super().__init__(_("This recall was opened already, with other words. Change it there."))
