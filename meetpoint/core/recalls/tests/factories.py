"""Recalls for tests, opened through the action."""

from typing import Any

from meetpoint.core.recalls.actions import Notice, open_recall
from meetpoint.core.recalls.models import Recall
from meetpoint.core.recalls.rules import read_names
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7


def recall(by: Actor, numbers: str = "417063", *, set_aside: bool = True, **said: Any) -> Recall:
    """Open a recall of some lot numbers; `serials` and `item_id` narrow what is meant."""
    names = read_names(numbers, serials=said.pop("serials", ("", "")), item_id=said.pop("item_id", None))
    notice = Notice(**{"source": "Maker", "reference": "R-1", **said})
    return open_recall(uuid7(), notice, names, set_aside=set_aside, by=by)
