"""The Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "meetpoint.web"
    label = "web"
