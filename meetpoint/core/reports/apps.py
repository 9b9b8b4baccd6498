"""The Django app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "meetpoint.core.reports"
    label = "reports"
