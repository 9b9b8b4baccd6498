"""The Django app."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "meetpoint.core.tenancy"
    label = "tenancy"
