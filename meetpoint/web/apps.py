"""The Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "meetpoint.web"
    label = "web"

    def ready(self) -> None:
        from meetpoint.web import checks  # noqa: F401, PLC0415 - registered once the apps are loaded
