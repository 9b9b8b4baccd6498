"""The Django app."""

from django.apps import AppConfig


class OperateConfig(AppConfig):
    name = "meetpoint.operate"
    label = "operate"
