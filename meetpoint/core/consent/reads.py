"""The door of every read through the API: past the disclosure gate, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

from django.db.models import Model, QuerySet

from meetpoint.core.api.door.entry import ApiRequest, not_here
from meetpoint.core.api.door.problems import Problem
from meetpoint.core.api.models import Recipient
from meetpoint.core.consent import gate, permissions
from meetpoint.core.consent.deciding import rules
from meetpoint.core.consent.deciding.facts import ORDINARY
from meetpoint.core.consent.deciding.notices import STATEMENT
from meetpoint.core.consent.deciding.preparing import Reach
from meetpoint.core.consent.models import DisclosureKind
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed

PARTNER = "other organisation"
_RECIPIENTS = {Recipient.OWN: gate.OWN_ORGANISATION, Recipient.PARTNER: PARTNER}
NOT_HERE = 404

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def let_out(
    request: ApiRequest,
    what: str,
    *,
    rows: int,
    participant_id: int | None = None,
    programmes: Iterable[str] = (),
    people: Collection[int | None] | None = None,
    identifies: bool = True,
    scope: Iterable[str] = ORDINARY,
    hidden: bool = False,
) -> str:
    """Disclose records to the token's recipient, and return the notice that must travel along, if any.

    `what` names the records; `programmes` are the slugs of the modules whose records they are; `people` whom
    a list is about, `identifies=False` says that it is about nobody; `scope` are the kinds of information.
    The name of a partner's token is the name by which consents know that partner. Raises NotAllowed when the
    gate refuses; the refusal is accounted for. A partner who asked for one record (`hidden`) is then told
    that it is not there.
    """
    kinds = frozenset(scope)
    try:
        grant = gate.disclose(
            request.actor,
            kind="api",
            what=what,
            purpose="operations",
            recipient=_recipient(request),
            rows=rows,
            participant_id=participant_id,
            programmes=tuple(dict.fromkeys(programmes)),
            leaving=_leaving(request, people, identifies=identifies, scope=kinds),
        )
    except NotAllowed:
        if hidden and _recipient(request) == PARTNER and request.actor.may(permissions.API):
            raise not_here() from None
        raise
    if grant.basis == rules.CONSENT:
        request.notice = f"{STATEMENT} Scope: {', '.join(sorted(kinds))}. Purpose: operations."
    return grant.notice


def whom(request: ApiRequest, *, programmes: Iterable[str] = (), scope: Iterable[str] = ORDINARY) -> Reach:
    """Return about whom the token's recipient may be told something of this kind."""
    leaving = _leaving(request, None, identifies=True, scope=scope)
    return gate.whom(
        request.actor, recipient=_recipient(request), programmes=tuple(programmes), leaving=leaving
    )


def told(
    request: ApiRequest,
    rows: QuerySet[M],
    *,
    person: str = "participant_id",
    programmes: Iterable[str] = (),
    scope: Iterable[str] = ORDINARY,
) -> QuerySet[M]:
    """Keep those rows of a list that the token's recipient may be told, as if there were no others."""
    return rows.filter(whom(request, programmes=programmes, scope=scope).narrow(person))


def one(
    request: ApiRequest,
    what: str,
    find: Callable[[], T],
    *,
    person: Callable[[T], int | None],
    programmes: Iterable[str] = (),
    scope: Iterable[str] = ORDINARY,
) -> T:
    """Return what `find` finds, if the token's recipient may be told of its person; else answer with 404.

    Where consent decides, a record that is not there and one that may not be told answer alike: the same
    words, after the same queries, with the same entry in the accounting. `let_out` follows.
    """
    reach = whom(request, programmes=programmes, scope=scope)
    if reach == Reach():
        return find()
    request.actor.require(permissions.API)
    try:
        found = find()
    except Problem as problem:
        if problem.status != NOT_HERE:
            raise
    else:
        if reach.holds(person(found)):
            return found
    _account_for_nothing(request, what)
    raise not_here()


def _account_for_nothing(request: ApiRequest, what: str) -> None:
    gate.account(
        request.actor,
        at=clock.now(),
        kind=DisclosureKind.API,
        what=what,
        purpose="operations",
        recipient=_recipient(request),
        allowed=False,
        basis=rules.NOTHING_TO_TELL,
    )


def _recipient(request: ApiRequest) -> str:
    return _RECIPIENTS[Recipient(request.caller.recipient)]


def _leaving(
    request: ApiRequest, people: Collection[int | None] | None, *, identifies: bool, scope: Iterable[str]
) -> gate.Leaving:
    return gate.Leaving(
        to_name=request.caller.name, people=people, identifies=identifies, scope=frozenset(scope)
    )
