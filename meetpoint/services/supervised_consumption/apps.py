"""The Django app."""

from django.apps import AppConfig


class SupervisedConsumptionConfig(AppConfig):
    name = "meetpoint.services.supervised_consumption"
    label = "supervised_consumption"
