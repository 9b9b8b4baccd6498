"""Why each column is kept: nothing here leads to a person."""

from meetpoint.core.modules.interface import Kept, PrivacyPlan

_KEPT = "until it is undone"

PRIVACY = PrivacyPlan(
    columns={
        "quality.LooksRight": {
            "rule": Kept(why="which check found it", until=_KEPT),
            "subject": Kept(
                why="which entry or site was looked at, so that it is not shown again", until=_KEPT
            ),
            "site": Kept(why="who may see it", until=_KEPT),
            "day": Kept(why="with the days of which list it stands", until=_KEPT),
            "staff_id": Kept(why="who on the staff looked, for colleagues who ask", until=_KEPT),
            "marked_at": Kept(why="when somebody looked", until=_KEPT),
        }
    }
)
