"""The Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "meetpoint.core.people"
    label = "people"
