"""The Django app."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "meetpoint.planning"
    label = "planning"
