"""The Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "meetpoint.core.audit"
    label = "audit"
