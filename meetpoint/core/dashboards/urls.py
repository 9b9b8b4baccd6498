"""Addresses of boards."""

from django.urls import path

from meetpoint.core.dashboards.views import boards, numbers, shift

app_name = "dashboards"

urlpatterns = [
    path("", boards.overview, name="overview"),
    path("print/", boards.print_overview, name="print"),
    path("site/", boards.own_site, name="own_site"),
    path("site/<slug:slug>/", boards.site, name="site"),
    path("site/<slug:slug>/print/", boards.print_site, name="print_site"),
    path("numbers/<str:code>/", numbers.number, name="number"),
    path("shift/", shift.shift, name="shift"),
]
