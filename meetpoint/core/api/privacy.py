"""Why each column about tokens exists and how long it stays. Nothing here is about participants."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Q

from meetpoint.core.api.models import Token
from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

KEPT_AFTER_THE_END = timedelta(days=30)

_UNTIL = "30 days after it ended"

COLUMNS: Mapping[str, Mapping[str, Kept]] = {
    "api.Token": {
        "token_hash": Kept(why="to know the token when a program shows it", until=_UNTIL),
        "member": Kept(why="in whose name the program acts", until=_UNTIL),
        "name": Kept(why="so that people know which program it is", until=_UNTIL),
        "recipient": Kept(why="who receives what is read, for the disclosure gate", until=_UNTIL),
        "all_sites": Kept(why="where the program may act", until=_UNTIL),
        "sites": Kept(why="where the program may act", until=_UNTIL),
        "made_at": Kept(why="how old the token is", until=_UNTIL),
        "expires_at": Kept(why="a token that was lost stops working", until=_UNTIL),
        "last_used_on": Kept(
            why="to find tokens that nobody uses; the day only, never time or network", until=_UNTIL
        ),
        "ended_at": Kept(why="whether somebody ended it", until=_UNTIL),
    },
    "api.TokenScope": {
        "token": Kept(why="whose scope it is", until=_UNTIL),
        "permission": Kept(why="what the program may do", until=_UNTIL),
    },
}


def retain(by: Actor, today: date) -> int:
    """Remove tokens that ended more than thirty days ago; return how many."""
    limit = clock.now() - KEPT_AFTER_THE_END
    over = Token.objects.of(by).filter(Q(expires_at__lt=limit) | Q(ended_at__lt=limit))
    return over.delete()[1].get(Token._meta.label, 0)


PLAN = PrivacyPlan(columns=COLUMNS, retain=retain)
