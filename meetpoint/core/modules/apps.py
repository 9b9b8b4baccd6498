"""The Django app."""

from django.apps import AppConfig


class ModulesConfig(AppConfig):
    name = "meetpoint.core.modules"
    label = "modules"
