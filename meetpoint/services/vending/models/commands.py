"""What machines are told to do."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.tenancy.models import TenantModel
from meetpoint.services.vending.models.machines import Machine


class Operation(models.TextChoices):
    SET_LIMIT = "set_limit", _("Set a limit")
    SET_TOKENS = "set_tokens", _("Set which codes are good")
    ADD_USE = "add_use", _("Count a use at another machine")
    REPLAY = "replay", _("Send messages again")


class Command(TenantModel):
    """One command, signed when it is sent; `arguments` is JSON. Gone some days after it has expired."""

    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=40)
    operation = models.CharField(max_length=10, choices=Operation.choices)
    arguments = models.TextField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    done = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="command_name_once")]
        indexes = [models.Index(fields=["machine", "id"], name="command_machine")]
