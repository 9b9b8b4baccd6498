"""Case load, plans, goals in the person's own words, their steps, and who else helps."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meetpoint.core.access.models import StaffMember
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals.models import FollowUpTask
from meetpoint.core.tenancy.models import TenantModel


class Part(models.TextChoices):
    """How somebody of the staff goes along with a person."""

    PRIMARY = "primary", _("First contact")
    SUPPORTING = "supporting", _("Helps along")


class EndReason(models.TextChoices):
    """Why somebody no longer goes along with a person."""

    HANDED_OVER = "handed_over", _("Handed over to a colleague")
    REACHED = "reached", _("The person has what they came for")
    WISH = "wish", _("The person wished it")
    MOVED = "moved", _("The person moved away")
    ELSEWHERE = "elsewhere", _("Another service goes on")
    NOT_SEEN = "not_seen", _("Not seen for a long time")
    MISTAKE = "mistake", _("Entered by mistake")
    OTHER = "other", _("Another reason")


class Area(models.TextChoices):
    """What a goal is about."""

    HOUSING = "housing", _("Housing")
    HEALTH = "health", _("Health")
    TREATMENT = "treatment", _("Treatment, as they want it")
    SAFER_USE = "safer_use", _("Safer use")
    FAMILY = "family", _("Family and friends")
    MONEY = "money", _("Money and papers")
    LEGAL = "legal", _("Legal")
    WORK = "work", _("Work and learning")
    OTHER = "other", _("Something else")


class GoalState(models.TextChoices):
    """Where a goal stands. The person decides, and none of the words says that anybody failed."""

    WANTED = "wanted", pgettext_lazy("a goal", "Wanted")
    WORKING = "working", _("Working on it")
    REACHED = "reached", _("Reached")
    SET_ASIDE = "set_aside", _("Set aside by the person")


class ChangeKind(models.TextChoices):
    """What was changed about a goal."""

    STATE = "state", _("Where it stands")
    WORDS = "words", _("The words")


LANGUAGES = [*settings.LANGUAGES, ("other", _("Another language"))]
"""In which a person says what they want."""


class Assignment(TenantModel):
    """Somebody of the staff who goes along with a person, from one day to another.

    `note` is what was said at the hand-over, sealed; `came_from` is whoever went along before.
    """

    uid = models.UUIDField()
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=Part.choices)
    began_on = models.DateField()
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=12, choices=EndReason.choices, blank=True)
    note = models.BinaryField(null=True)
    came_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    made_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "uid"], name="assignment_uid_once"),
            models.UniqueConstraint(
                fields=["participant", "staff"], condition=Q(ended_on=None), name="assignment_open_once"
            ),
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(ended_on=None, part=Part.PRIMARY),
                name="assignment_one_first_contact",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "began_on", "id"], name="assignment_began"),
            models.Index(fields=["organisation", "staff", "began_on", "id"], name="assignment_whose"),
        ]


class Plan(TenantModel):
    """What one person wants and how they go about it; one is open at a time. Erased, it is a count."""

    uid = models.UUIDField()
    participant = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="plans")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    began_on = models.DateField()
    began_at = models.DateTimeField()
    began_by = models.BigIntegerField(null=True)
    review_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "uid"], name="care_plan_uid_once"),
            models.UniqueConstraint(
                fields=["participant"], condition=Q(closed_at=None), name="care_plan_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "began_on", "id"], name="care_plan_began"),
            models.Index(fields=["organisation", "review_on"], name="care_plan_review"),
        ]


class Goal(TenantModel):
    """Something that a person wants, in their own words, which are sealed at rest.

    `importance` is how much it matters to them, 1 (most) to 3, or nothing where they did not say.
    `days_wanted` is how many days passed from wanting it to reaching it.
    """

    uid = models.UUIDField()
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    area = models.CharField(max_length=12, choices=Area.choices)
    words = models.BinaryField(default=bytes)
    language = models.CharField(max_length=10, choices=LANGUAGES)
    state = models.CharField(max_length=10, choices=GoalState.choices)
    importance = models.PositiveSmallIntegerField(null=True)
    wanted_on = models.DateField()
    reached_on = models.DateField(null=True)
    reached_at = models.DateTimeField(null=True)
    days_wanted = models.PositiveIntegerField(null=True)
    closed_on = models.DateField(null=True)
    added_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="goal_uid_once")]
        indexes = [models.Index(fields=["organisation", "reached_on"], name="goal_reached")]


class GoalChange(TenantModel):
    """One change of a goal: where it stood from then on, when, and who wrote it down."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    state = models.CharField(max_length=10, choices=GoalState.choices)
    on = models.DateField()
    at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "on"], name="goal_change_day")]


class Step(TenantModel):
    """A follow-up task that belongs to a goal. `by_person` says that the person does it themselves."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="steps")
    task = models.OneToOneField(FollowUpTask, on_delete=models.CASCADE, related_name="+")
    by_person = models.BooleanField(default=False)


class Helper(TenantModel):
    """Somebody else who helps: a colleague, or somebody outside whose name is sealed."""

    uid = models.UUIDField()
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="helpers")
    staff = models.ForeignKey(StaffMember, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.BinaryField(default=bytes)
    added_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="helper_uid_once")]
