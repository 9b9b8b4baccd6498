"""Addresses of data quality."""

from django.urls import path

from meetpoint.core.quality import views

app_name = "quality"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("<str:slug>/", views.check, name="check"),
    path("<str:slug>/looks-right/", views.mark, name="mark"),
    path("<str:slug>/undo/", views.unmark, name="unmark"),
]
