"""Addresses of the forms that stand by themselves."""

from django.urls import path

from meetpoint.core.field.views import filling

app_name = "field"

urlpatterns = [
    path("forms/", filling.show_forms, name="forms"),
    path("forms/<slug:slug>/", filling.fill, name="form"),
]
