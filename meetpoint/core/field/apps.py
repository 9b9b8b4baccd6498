"""The Django app."""

from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "meetpoint.core.field"
    label = "field"
