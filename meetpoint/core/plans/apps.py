"""The Django app."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "meetpoint.core.plans"
    label = "plans"
