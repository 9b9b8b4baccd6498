"""The Django app."""

from django.apps import AppConfig


class SyringeServicesConfig(AppConfig):
    name = "meetpoint.services.syringe_services"
    label = "syringe_services"
