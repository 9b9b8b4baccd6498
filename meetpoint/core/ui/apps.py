"""The Django app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "meetpoint.core.ui"
    label = "ui"
