"""The Django app."""

from django.apps import AppConfig


class WaterTaxiConfig(AppConfig):
    name = "tests.architecture.water_taxi"
    label = "water_taxi"
