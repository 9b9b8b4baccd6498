"""Addresses of the month's sheet, and of reports for funders."""

from django.urls import path, re_path

from meetpoint.core.reports.views import funders, sheet

app_name = "reports"
urlpatterns = [
    path("sheets/", sheet.show, name="sheet"),
    path("sheets/print/", sheet.print_sheet, name="print"),
    re_path(r"^sheets/sheet\.(?P<form>csv|xlsx)$", sheet.download, name="download"),
    path("reports/", funders.show_list, name="reports"),
    path("reports/<slug:name>/", funders.show, name="report"),
    path("reports/<slug:name>/print/", funders.print_report, name="print_report"),
    re_path(
        r"^reports/(?P<name>[-\w]+)/report\.(?P<kind>json|csv|xlsx)$",
        funders.download,
        name="download_report",
    ),
]
