"""Why the one column is kept. Facts themselves stand outside the database, as `store` writes them."""

from meetpoint.core.modules.interface import Kept, PrivacyPlan

PRIVACY = PrivacyPlan(
    columns={
        "facts.FactBuild": {
            "build": Kept(why="facts of a restored or exchanged database are noticed", until="the next build")
        }
    }
)
