"""The service as a Django app."""

from django.apps import AppConfig


class VendingConfig(AppConfig):
    name = "meetpoint.services.vending"
    label = "vending"
