"""The Django app."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "meetpoint.core.care"
    label = "care"
