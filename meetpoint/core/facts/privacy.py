"""Why the few columns are kept. Facts themselves stand outside the database, as `store` writes them."""

from meetpoint.core.modules.interface import Kept, PrivacyPlan

_CHECKED = Kept(why="readers of boards see whether they tell what is recorded", until="the next comparison")

PRIVACY = PrivacyPlan(
    columns={
        "facts.FactBuild": {
            "build": Kept(why="facts of a restored or exchanged database are noticed", until="the next build")
        },
        "facts.FactCheck": dict.fromkeys(("at", "differing"), _CHECKED),
        "facts.FactDifference": dict.fromkeys(("table", "month", "what", "facts", "records"), _CHECKED),
    }
)
