"""The Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "meetpoint.core.api"
    label = "api"
