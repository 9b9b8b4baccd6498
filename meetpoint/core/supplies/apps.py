"""The Django app."""

from django.apps import AppConfig


class SuppliesConfig(AppConfig):
    name = "meetpoint.core.supplies"
    label = "supplies"
