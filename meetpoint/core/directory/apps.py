"""The Django app."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "meetpoint.core.directory"
    label = "directory"
