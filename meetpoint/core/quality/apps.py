"""The Django app."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "meetpoint.core.quality"
    label = "quality"
