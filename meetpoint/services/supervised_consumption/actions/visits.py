"""Checking somebody in, and what they tell about the visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.encounters.actions import record_encounter
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.encounters.storing import forget_days
from meetpoint.core.modules.links import LinkedRecord
from meetpoint.core.organisations.policy import policy_for
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError
from meetpoint.services.supervised_consumption.actions.capacity import check_capacity
from meetpoint.services.supervised_consumption.actions.holding import hold_room, place_of_room, tell_boards
from meetpoint.services.supervised_consumption.actions.rooms import open_if_closed
from meetpoint.services.supervised_consumption.models import (
    Alone,
    BodySite,
    PlaceOtherwise,
    Room,
    Route,
    State,
    StationKind,
    Substance,
    Tested,
    Visit,
    VisitSubstance,
)
from meetpoint.services.supervised_consumption.permissions import RECORD
from meetpoint.services.supervised_consumption.queries.visits import rules_of, sealed

ALIAS_POLICY = "participant.name"
"""An alias may be a first name: where the place forbids names, nobody is asked for one."""

LONGEST_ALIAS = 40


@dataclass(frozen=True, slots=True)
class Use:
    """A substance, its way of using, the part of the body, what a check said; the first alone is needed."""

    substance: str
    route: str = ""
    body_site: str = ""
    tested: str = ""

    @property
    def is_known(self) -> bool:
        """Whether each word is on its list."""
        return (
            self.substance in Substance.values
            and self.route in ("", *Route.values)
            and self.body_site in ("", *BodySite.values)
            and self.tested in ("", *Tested.values)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What somebody says about a visit; all of it may be missing."""

    substances: Sequence[Use] = ()
    place_otherwise: str = ""
    alone: str = ""
    link: LinkedRecord | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckIn:
    """Somebody who comes in. Without a participant the visit is whole, too."""

    uid: UUID
    site_id: int
    participant_id: int | None = None
    alias: str = ""
    wants: str = StationKind.ANY
    rules_heard: bool = False
    told: Told = Told()
    reason: str = ""


def check_in(new: CheckIn, *, by: Actor) -> Visit:
    """Record a visit as a contact at the site and let the person wait; the same uid again changes nothing.

    Opens the room if it was closed. `reason` lets somebody in beyond a capacity that counts those who wait.
    Raises NotAllowed, NotFound, CapacityReached, Conflict for the uid of another visit, FieldForbidden for an
    alias where names are forbidden, and what `record_encounter` raises.
    """
    by.require(RECORD, site_id=new.site_id)
    _check_alias(new.alias, by)
    if new.wants not in StationKind.values:
        message = _("Choose one of the answers listed.")
        raise DomainError(message, fields={"wants": message})
    place = place_of_room(new.site_id, by)
    with transaction.atomic():
        room = hold_room(new.site_id, by)
        known = Visit.objects.of(by).filter(uid=new.uid).first()
        if known is not None:
            return _same(known, new)
        now = clock.now()
        over = check_capacity(room, "", State.WAITING, new.reason, today=place.today, by=by)
        open_if_closed(room, by)
        contact = record_encounter(
            NewEncounter(
                uid=new.uid, site_id=new.site_id, occurred_at=now, participant_id=new.participant_id
            ),
            by=by,
        )
        last = Visit.objects.of(by).filter(site_id=new.site_id, local_date=place.today)
        visit = Visit.objects.create(
            organisation_id=by.organisation_id,
            uid=new.uid,
            site_id=new.site_id,
            encounter_id=contact.id,
            local_date=place.today,
            ticket=(last.aggregate(most=Max("ticket"))["most"] or 0) + 1,
            alias=sealed(new.alias, f"sc-alias:{new.uid}"),
            wants=new.wants,
            arrived_at=now,
            staff_id=by.staff_id,
            **_rules(room, now if new.rules_heard else None, by),
        )
        _tell(visit, new.told, by)
        if over is not None:
            over.keep(visit, by)
        tell_boards(room, by)
        record(by, "visit.checked_in", "visit", [str(visit.uid)], fields={"site": new.site_id})
    return visit


def _same(known: Visit, new: CheckIn) -> Visit:
    """Return a visit that was sent before. What was told, and its contact, may have been corrected since."""
    contact = known.encounter
    is_other_person = contact.replaces_id is None and contact.participant_id != new.participant_id
    if known.site_id != new.site_id or known.wants != new.wants or is_other_person:
        raise Conflict(_("A visit with this identifier is already stored, with other content."))
    return known


def agree_to_rules(visit: Visit, *, by: Actor) -> None:
    """Note that somebody heard the rules in their present wording and agrees."""
    by.require(RECORD, site_id=visit.site_id)
    with transaction.atomic():
        room = hold_room(visit.site_id, by)
        Visit.objects.of(by).filter(pk=visit.pk).update(**_rules(room, clock.now(), by))
        tell_boards(room, by)
        record(by, "visit.rules_heard", "visit", [str(visit.uid)])


def tell_visit(visit: Visit, told: Told, *, by: Actor) -> None:
    """Replace what was told about a visit. Raises DomainError for a word that is on no list."""
    by.require(RECORD, site_id=visit.site_id)
    with transaction.atomic():
        room = hold_room(visit.site_id, by)
        VisitSubstance.objects.of(by).filter(visit=visit).delete()
        _tell(visit, told, by)
        forget_days(by.organisation_id, {visit.local_date}, now=clock.now())
        tell_boards(room, by)
        record(by, "visit.told", "visit", [str(visit.uid)])


def _rules(room: Room, heard_at: datetime | None, by: Actor) -> dict[str, object]:
    rules = rules_of(by, room.pk)
    return {"rules_heard_at": heard_at, "rules_version": rules.version if rules and heard_at else 0}


def _check_alias(alias: str, by: Actor) -> None:
    if len(alias) > LONGEST_ALIAS or "\x00" in alias:
        message = _("Please keep this under %(most)d characters.") % {"most": LONGEST_ALIAS}
        raise DomainError(message, fields={"alias": message})
    if alias.strip():
        policy_for(by.organisation_id).check({ALIAS_POLICY: alias})


def _tell(visit: Visit, told: Told, by: Actor) -> None:
    if not all(use.is_known for use in told.substances) or not (
        told.place_otherwise in ("", *PlaceOtherwise.values) and told.alone in ("", *Alone.values)
    ):
        message = _("Choose one of the answers listed.")
        raise DomainError(message, fields={"substances": message})
    Visit.objects.of(by).filter(pk=visit.pk).update(
        place_otherwise=told.place_otherwise,
        alone=told.alone,
        link_module=told.link.module if told.link else "",
        link_uid=told.link.uid if told.link else None,
    )
    VisitSubstance.objects.bulk_create(
        VisitSubstance(
            organisation_id=by.organisation_id,
            visit=visit,
            substance=use.substance,
            route=use.route,
            body_site=use.body_site,
            tested=use.tested,
        )
        for use in {(one.substance, one.route): one for one in told.substances}.values()
    )
