"""Why running an installation keeps what it keeps; nothing here is about a person."""

from meetpoint.core.modules.interface import Kept, PrivacyPlan

_UNTIL = "replaced by the next run"

PLAN = PrivacyPlan(
    columns={
        "operate.ScheduleRun": {
            "slug": Kept(why="which regular task this is", until=_UNTIL),
            "started_at": Kept(why="to run each task once in its period", until=_UNTIL),
            "finished_at": Kept(why="to notice a task that never ended", until=_UNTIL),
            "failed": Kept(why="to tell an administrator that a task needs attention", until=_UNTIL),
        }
    }
)
