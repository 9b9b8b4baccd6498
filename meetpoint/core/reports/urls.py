"""Addresses of the month's sheet."""

from django.urls import path, re_path

from meetpoint.core.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.show, name="sheet"),
    path("print/", views.print_sheet, name="print"),
    re_path(r"^sheet\.(?P<form>csv|xlsx)$", views.download, name="download"),
]
