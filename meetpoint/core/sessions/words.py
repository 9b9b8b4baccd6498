"""The closed lists of this package; unless a source is named, each is a product choice."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SessionKind(TextChoices):
    """What a session is."""

    COUNSELLING = "counselling", _("Counselling, one to one")
    PEER_SUPPORT = "peer_support", _("Peer support")
    CASE_MANAGEMENT = "case_management", _("Case management")
    FAMILY = "family", _("Family session")
    HOMELESS_SERVICES = "homeless_services", _("Homeless services")
    MENTAL_HEALTH = "mental_health", _("Co-occurring mental-health care")
    HEALTH_EDUCATION = "health_education", _("Health education")
    DBT_GROUP = "dbt_group", _("DBT skills group")
    GROUP = "group", _("Other group")


GROUPS = frozenset({SessionKind.DBT_GROUP, SessionKind.GROUP, SessionKind.HEALTH_EDUCATION})
"""Kinds that several people may come to, with and without a code."""

TREATING = frozenset(
    {
        SessionKind.COUNSELLING,
        SessionKind.FAMILY,
        SessionKind.MENTAL_HEALTH,
        SessionKind.DBT_GROUP,
        SessionKind.GROUP,
    }
)
"""Kinds that tell of a diagnosis to whoever hears that somebody came; their consent must name it."""

NAVIGATION = frozenset({SessionKind.CASE_MANAGEMENT, SessionKind.HOMELESS_SERVICES})
"""Kinds whose hours count as navigators' hours (CDC OD2A, LTC_Navigator_Hours; our choice)."""


class Mode(TextChoices):
    """How people meet."""

    IN_PERSON = "in_person", _("In person")
    STREET = "street", _("On the street")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video")


class State(TextChoices):
    """What became of a session."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Took place")
    MISSED = "missed", _("Did not come")
    CANCELLED = "cancelled", _("Cancelled")
    MISTAKE = "mistake", _("Entered by mistake")


class WhyCancelled(TextChoices):
    """Why a session did not take place."""

    BY_PERSON = "by_person", _("The person asked for it")
    STAFF_AWAY = "staff_away", _("Nobody to lead it")
    CLOSED = "closed", _("We were closed")
    WEATHER = "weather", _("Weather")
    OTHER = "other", _("Something else")


class Module(TextChoices):
    """The four skills modules of dialectical behaviour therapy."""

    MINDFULNESS = "mindfulness", _("Mindfulness")
    DISTRESS = "distress_tolerance", _("Distress tolerance")
    EMOTION = "emotion_regulation", _("Emotion regulation")
    INTERPERSONAL = "interpersonal", _("Interpersonal effectiveness")


class Covered(TextChoices):
    """What a session was about, from a short list."""

    GOALS = "goals", _("Goals and plans")
    USE = "use", _("Substance use")
    SAFER_USE = "safer_use", _("Safer use")
    OVERDOSE = "overdose", _("Overdose and naloxone")
    COPING = "coping", _("Coping and skills")
    MOOD = "mood", _("Mood and sleep")
    GRIEF = "grief", _("Grief and loss")
    TRAUMA = "trauma", _("Trauma")
    FAMILY = "family", _("Family and relationships")
    PARENTING = "parenting", _("Children and parenting")
    HOUSING = "housing", _("Housing search")
    SHELTER = "shelter", _("Shelter night")
    OUTREACH = "outreach", _("Street outreach")
    DROP_IN = "drop_in", _("Drop-in")
    BENEFITS = "benefits", _("Benefits and money")
    DOCUMENTS = "documents", _("Identity papers")
    LEGAL = "legal", _("Legal matters")
    WORK = "work", _("Work and school")
    HEALTH = "health", _("Physical health")
    TREATMENT = "treatment", _("Treatment and medication")
    INFECTIONS = "infections", _("HIV, hepatitis, infections")
    CRISIS = "crisis", _("A crisis")
    OTHER = "other", _("Something else")


_C = Covered
_TALK = (_C.GOALS, _C.USE, _C.COPING, _C.MOOD, _C.GRIEF, _C.TRAUMA, _C.FAMILY, _C.CRISIS, _C.OTHER)
_NEEDS = (
    _C.GOALS,
    _C.HOUSING,
    _C.BENEFITS,
    _C.DOCUMENTS,
    _C.LEGAL,
    _C.WORK,
    _C.HEALTH,
    _C.TREATMENT,
    _C.OTHER,
)
COVERED: Mapping[str, tuple[Covered, ...]] = {
    SessionKind.COUNSELLING: _TALK,
    SessionKind.PEER_SUPPORT: (
        _C.GOALS,
        _C.USE,
        _C.SAFER_USE,
        _C.COPING,
        _C.FAMILY,
        _C.WORK,
        _C.CRISIS,
        _C.OTHER,
    ),
    SessionKind.CASE_MANAGEMENT: _NEEDS,
    SessionKind.FAMILY: (_C.FAMILY, _C.PARENTING, _C.OVERDOSE, _C.COPING, _C.GRIEF, _C.OTHER),
    SessionKind.HOMELESS_SERVICES: (
        _C.OUTREACH,
        _C.DROP_IN,
        _C.SHELTER,
        _C.HOUSING,
        _C.DOCUMENTS,
        _C.BENEFITS,
        _C.HEALTH,
        _C.OTHER,
    ),
    SessionKind.MENTAL_HEALTH: (*_TALK[2:], _C.TREATMENT),
    SessionKind.HEALTH_EDUCATION: (
        _C.SAFER_USE,
        _C.OVERDOSE,
        _C.INFECTIONS,
        _C.TREATMENT,
        _C.HEALTH,
        _C.OTHER,
    ),
    SessionKind.DBT_GROUP: (_C.COPING, _C.MOOD, _C.FAMILY, _C.CRISIS, _C.OTHER),
    SessionKind.GROUP: (_C.GOALS, _C.USE, _C.SAFER_USE, _C.COPING, _C.GRIEF, _C.FAMILY, _C.WORK, _C.OTHER),
}
"""What each kind of session may have been about."""


class StayKind(TextChoices):
    """Where somebody stayed."""

    RECOVERY_HOUSING = "recovery_housing", _("Recovery housing")
    RESIDENTIAL = "residential", _("Residential treatment")
    WITHDRAWAL = "withdrawal", _("Withdrawal management")
    HOSPITAL = "hospital", _("Hospital")
    SHELTER = "shelter", _("Shelter")
    SUPPORTIVE = "supportive", _("Supportive housing")


class StayEnd(TextChoices):
    """How a stay ended, without blame."""

    PLANNED = "planned", _("As planned")
    MOVED_HOUSING = "moved_housing", _("Moved to housing")
    MOVED_CARE = "moved_care", _("Moved to other care")
    OWN_DECISION = "own_decision", _("Left by own decision")
    PLACE_ENDED = "place_ended", _("The place ended it")
    DIED = "died", _("Died")
    NOT_KNOWN = "not_known", _("Not known")


class RideMode(TextChoices):
    """How somebody travelled; an ambulance is no ride of ours."""

    VEHICLE = "vehicle", _("Our own vehicle")
    TAXI = "taxi", _("Taxi voucher")
    TRANSIT = "transit", _("Transit pass")
    SERVICE = "service", _("Ride service")


class RidePlace(TextChoices):
    """From and to what kind of place; never an address."""

    HOME = "home", _("Where they live")
    SITE = "site", _("Our site")
    STREET = "street", _("On the street")
    SHELTER = "shelter", _("Shelter")
    CLINIC = "clinic", _("Clinic or hospital")
    TREATMENT = "treatment", _("Treatment")
    PHARMACY = "pharmacy", _("Pharmacy")
    COURT = "court", _("Court")
    OFFICE = "office", _("Office or agency")
    OTHER = "other", _("Somewhere else")


class RideOutcome(TextChoices):
    """What became of a ride."""

    PLANNED = "planned", _("Planned")
    HAPPENED = "happened", _("Happened")
    NOT_NEEDED = "not_needed", _("Not needed")
    DID_NOT_WORK = "did_not_work", _("Did not work")
