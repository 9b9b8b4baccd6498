"""Addresses of the month's sheet, and of reports: templates, runs, releases."""

from django.urls import path, re_path

from meetpoint.core.reports.views import building, funders, inbox, releases, runs, sheet

app_name = "reports"
urlpatterns = [
    path("sheets/", sheet.show, name="sheet"),
    path("sheets/print/", sheet.print_sheet, name="print"),
    re_path(r"^sheets/sheet\.(?P<form>csv|xlsx)$", sheet.download, name="download"),
    path("reports/", funders.show_list, name="reports"),
    path("reports/runs/", runs.show_list, name="runs"),
    path("reports/runs/<uuid:uid>/", runs.show, name="run"),
    path("reports/runs/<uuid:uid>/now/", runs.compare_now, name="compare"),
    path("reports/runs/<uuid:uid>/publish/", releases.publish_table, name="publish"),
    path("reports/runs/<uuid:uid>/report.pdf", runs.paper, name="paper"),
    re_path(
        r"^reports/runs/(?P<uid>[0-9a-f-]{36})/report\.(?P<kind>json|csv|xlsx)$",
        runs.download,
        name="download_run",
    ),
    path("reports/published/", releases.show_list, name="releases"),
    path("reports/published/<uuid:uid>/", releases.show, name="release"),
    re_path(
        r"^reports/published/(?P<uid>[0-9a-f-]{36})/table\.(?P<kind>json|csv|xlsx)$",
        releases.download,
        name="download_release",
    ),
    path("reports/build/", building.build, name="build"),
    path("reports/build/save/", building.save, name="save"),
    path("reports/inbox/", inbox.show_inbox, name="inbox"),
    path("reports/inbox/<uuid:uid>/", inbox.show_report, name="inbox_report"),
    path("reports/inbox/<uuid:uid>/again/", inbox.again, name="again"),
    path("reports/schedules/<uuid:uid>/stop/", inbox.stop, name="stop_schedule"),
    path("reports/<slug:name>/schedule/", inbox.schedule, name="schedule"),
    path("reports/<slug:name>/build/", building.change, name="change"),
    path("reports/<slug:name>/", funders.show, name="report"),
    path("reports/<slug:name>/keep/", funders.keep, name="keep"),
]
