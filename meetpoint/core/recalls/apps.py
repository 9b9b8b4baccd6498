"""The Django app."""

from django.apps import AppConfig


class RecallsConfig(AppConfig):
    name = "meetpoint.core.recalls"
    label = "recalls"
