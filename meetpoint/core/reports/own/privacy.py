"""Why each column about schedules and the inbox is kept. Nothing in them is about participants."""

from meetpoint.core.modules.interface import Kept

_CLOSED = "The organisation is closed."
_ASKED = Kept(why="To ask the same again, and to know what was asked.", until=_CLOSED)
_WHO = Kept(why="To know who on the staff to ask about it.", until=_CLOSED)
_WHEN = Kept(why="To make each report once, and to see in which order things were done.", until=_CLOSED)
_UNREAD = Kept(why="To show what somebody on the staff has not seen yet.", until=_CLOSED)

COLUMNS = {
    "reports.ReportSchedule": {
        "uid": _ASKED,
        "template": _ASKED,
        "every": _ASKED,
        "site_ids": _ASKED,
        "wait_days": _ASKED,
        "from_day": _WHEN,
        "staff_id": _WHO,
        "made_at": _WHEN,
        "stopped_at": _WHEN,
    },
    "reports.InboxReport": {
        "uid": _ASKED,
        "schedule": _ASKED,
        "first": _WHEN,
        "last": _WHEN,
        "outcome": Kept(why="To say why a report is not there, and how to mend it.", until=_CLOSED),
        "run": _ASKED,
        "tried_at": _WHEN,
    },
    "reports.InboxReading": {"report": _UNREAD, "staff_id": _UNREAD},
}
