"""The Django app."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "meetpoint.core.dashboards"
    label = "dashboards"
