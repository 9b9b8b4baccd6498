"""The Django app."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "meetpoint.core.imports"
    label = "imports"
