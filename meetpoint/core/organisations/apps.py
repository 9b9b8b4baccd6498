"""The Django app."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "meetpoint.core.organisations"
    label = "organisations"
