"""The Django app."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "meetpoint.core.sessions"
    label = "sessions"
