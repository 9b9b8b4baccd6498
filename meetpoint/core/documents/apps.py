"""The Django app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "meetpoint.core.documents"
    label = "documents"
