"""The Django app."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "meetpoint.core.access"
    label = "access"
