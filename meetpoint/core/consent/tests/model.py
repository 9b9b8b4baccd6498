"""A second, naive telling of who may be told what, written apart from the rules, to hold them against.

It reads a person's history from the beginning like a diary, and knows no predicate of the rules.
"""

from __future__ import annotations

from meetpoint.core.consent.deciding.facts import Asked, ConsentFacts, Person

TPO_WORDS = ("treatment", "payment", "operations")


def may_leave(asked: Asked, person: Person) -> bool:
    """Tell whether it may leave."""
    if asked.without == "court_order":
        return False
    if asked.without == "emergency":
        return asked.ground.strip() != "" and asked.to != "" and asked.to_person.strip() != ""
    if asked.without == "audit":
        return asked.ground.strip() != "" and asked.to != ""
    if asked.receiver == "person":
        return True
    if asked.receiver == "own":
        return "counselling_notes" not in asked.scope
    if not asked.identifies:
        return True
    for promise in person.restrictions:
        if promise.agreed_at > asked.at or (promise.ended_at and promise.ended_at <= asked.at):
            continue
        about_them = promise.recipient == "" or asked.to == "" or promise.recipient == asked.to
        if about_them and (not promise.scope or promise.scope & asked.scope):
            return False
    if asked.protected and not asked.scope:
        return False
    wanted = [kind for kind in asked.scope if asked.protected or kind == "counselling_notes"]
    return all(_last_word(asked, person, kind) == "yes" for kind in wanted)


def _last_word(asked: Asked, person: Person, kind: str) -> str:
    """Leaf through the diary up to now and keep the last thing that was said about this kind."""
    word = "nothing"
    diary = sorted(person.consents, key=lambda page: (page.recorded_at, page.id))
    for page in diary:
        if page.recorded_at > asked.at or (page.signed_on and page.signed_on > asked.day):
            continue
        if page.revoked_at and page.revoked_at <= asked.at:
            continue
        if not _speaks_of(page, asked, kind):
            continue
        if page.answer == "refused":
            word = "no"
        elif _is_good(page) and not _is_over(page, asked):
            word = "yes"
    return word


def _speaks_of(page: ConsentFacts, asked: Asked, kind: str) -> bool:
    if kind not in page.scope or asked.purpose not in page.purposes:
        return False
    if asked.to != "" and asked.to in page.recipients:
        return True
    return page.to_class and asked.in_class and asked.purpose in TPO_WORDS


def _is_over(page: ConsentFacts, asked: Asked) -> bool:
    if page.expiry == "date" and page.expires_on and page.expires_on < asked.day:
        return True
    return page.expiry == "event" and page.event_at is not None and page.event_at <= asked.at


def _is_good(page: ConsentFacts) -> bool:
    """Go through the form as a clerk would, from top to bottom."""
    other_than_tpo = [word for word in page.purposes if word not in TPO_WORDS]
    any_tpo = [word for word in page.purposes if word in TPO_WORDS]
    if not page.named or not page.discloser.strip() or not page.scope or not page.purposes:
        return False
    if not page.recipients and not (page.to_class and not other_than_tpo):
        return False
    if not page.tells_revocation or (any_tpo and not page.tells_redisclosure):
        return False
    if not page.signed_how or page.signed_on is None:
        return False
    if page.expiry == "date":
        has_end = page.expires_on is not None
    elif page.expiry == "event":
        has_end = page.expires_event.strip() != ""
    else:
        has_end = page.expiry == "none" and not other_than_tpo
    mixes_notes = "counselling_notes" in page.scope and len(page.scope) > 1
    mixes_courts = "proceedings" in page.purposes and len(page.purposes) > 1
    return has_end and not mixes_notes and not mixes_courts
