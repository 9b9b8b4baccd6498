"""The Django app."""

from django.apps import AppConfig


class EncountersConfig(AppConfig):
    name = "meetpoint.core.encounters"
    label = "encounters"
