"""The Django app."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "meetpoint.core.consent"
    label = "consent"
