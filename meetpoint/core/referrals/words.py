"""The short lists that referrals and tasks are described with."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReferralStatus(models.TextChoices):
    """HL7 SDOH Clinical Care task states, without `ready` and `received`, which that guide excludes."""

    DRAFT = "draft", _("Draft")
    REQUESTED = "requested", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Turned down")
    IN_PROGRESS = "in-progress", _("Started")
    ON_HOLD = "on-hold", _("On hold")
    COMPLETED = "completed", _("Linked to care")
    FAILED = "failed", _("Did not work out")
    CANCELLED = "cancelled", _("Cancelled")
    ENTERED_IN_ERROR = "entered-in-error", _("Entered by mistake")


class Urgency(models.TextChoices):
    """How long it can wait (product choice: three words, which FHIR says as routine, urgent and asap)."""

    ROUTINE = "routine", _("When it suits")
    SOON = "soon", _("Soon")
    NOW = "now", _("Cannot wait")


class Provenance(models.TextChoices):
    """Who the need was learnt from (domain notes, 1.1)."""

    PARTICIPANT = "participant_reported", _("The person said so")
    STAFF = "staff_observed", _("We saw it")
    DOCUMENT = "document", _("A document")
    PARTNER = "partner_org", _("Another organisation")


class Transport(models.TextChoices):
    """How somebody gets there."""

    ON_FOOT = "on_foot", _("On foot")
    TRANSIT_PASS = "transit_pass", _("With a transit pass")
    RIDE = "ride", _("A ride is arranged")
    ACCOMPANIED = "accompanied", _("Somebody goes along")
    OTHER = "other", pgettext_lazy("transport", "Some other way")


class Outcome(models.TextChoices):
    """How a loop ended, in a few words that can be counted (product choice)."""

    SEEN = "seen", _("Seen there")
    BEGAN = "began", _("Treatment or stay began")
    NO_PLACE = "no_place", _("No place free")
    NOT_ELIGIBLE = "not_eligible", _("They do not take the person")
    NOT_WANTED = "not_wanted", _("The person did not want it")
    NOT_THERE = "not_there", _("The person did not get there")
    NOT_REACHED = "not_reached", _("The person could not be reached")
    NO_ANSWER = "no_answer", _("Nobody ever answered")
    ELSEWHERE = "elsewhere", _("Help was found elsewhere")
    OTHER = "other", pgettext_lazy("outcome", "Something else")


class SaidBy(models.TextChoices):
    """Who said what became of a referral: the evidence for it."""

    RECEIVER = "receiver", _("The service")
    PARTICIPANT = "participant", _("The person")
    STAFF = "staff_observed", _("We saw it")
    DOCUMENT = "document", _("A document")


class TaskAbout(models.TextChoices):
    """What a task asks for; one of a referral finds its words there."""

    PROMISE = "promise", _("A promise")
    OUTCOME = "outcome", _("Ask what became of a referral")
    APPOINTMENT = "appointment", _("Remind of an appointment")
