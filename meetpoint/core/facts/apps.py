"""The Django app."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "meetpoint.core.facts"
    label = "facts"
