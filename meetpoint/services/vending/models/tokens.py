"""Personal codes and limits: who may take how much in how many days, without knowing who."""

from __future__ import annotations

from django.db import models

from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.models import TenantModel


class LimitRule(TenantModel):
    """At most `most` units of an item in `days` days for one token, `per_visit` at once; None: no limit."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="+")
    per_visit = models.PositiveSmallIntegerField(null=True)
    most = models.PositiveSmallIntegerField(null=True)
    days = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=300)
    changed_at = models.DateTimeField()


class Token(TenantModel):
    """A personal code, as a keyed hash: the table cannot tell the code, nor whose it is.

    `mark` is the hash that machines know, from which the code cannot be had either; `digest` is a second one,
    with a key that stays here, under which its uses are remembered for as long as a limit looks back.
    """

    mark = models.CharField(max_length=40)
    digest = models.BinaryField(max_length=32)
    issued_on = models.DateField()
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "mark"], name="token_mark_once")]


class TokenUse(TenantModel):
    """That a token took some units of an item; removed once no limit looks back so far."""

    token = models.BinaryField(max_length=32)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", db_index=False)
    quantity = models.PositiveSmallIntegerField()
    occurred_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "token", "item", "occurred_at"], name="token_use_window"),
            models.Index(fields=["occurred_at"], name="token_use_at"),
        ]
