"""The privacy plan: ids, kinds and dates of changes; no text that anybody typed, and no names."""

from meetpoint.core.modules.interface import Kept, PrivacyPlan

_ALWAYS = "as long as the organisation: a gap would look like tampering"

PLAN = PrivacyPlan(
    columns={
        "audit.AuditEntry": {
            "organisation_id": Kept(why="whose log it is", until=_ALWAYS),
            "seq": Kept(why="its place in the chain", until=_ALWAYS),
            "at": Kept(why="when it was done", until=_ALWAYS),
            "staff_id": Kept(why="who did it", until=_ALWAYS),
            "actor_kind": Kept(why="whether a person, a device or the system did it", until=_ALWAYS),
            "action": Kept(why="what was done", until=_ALWAYS),
            "subject": Kept(why="to what kind of thing", until=_ALWAYS),
            "subjects": Kept(
                why="to which ones, by number; the number of an erased person leads nowhere", until=_ALWAYS
            ),
            "fields": Kept(why="listed kinds, counts and dates; never free text", until=_ALWAYS),
            "mac": Kept(why="ties it to the entry before it", until=_ALWAYS),
        },
        "audit.AuditHead": {
            "organisation_id": Kept(why="whose log it is", until=_ALWAYS),
            "seq": Kept(why="how long the log is", until=_ALWAYS),
            "mac": Kept(why="the seal of its last entry", until=_ALWAYS),
            "seal": Kept(why="makes its length believable", until=_ALWAYS),
        },
    }
)
