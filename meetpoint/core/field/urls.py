"""Addresses of the forms that stand by themselves, of the app on phones, and of its server side."""

from django.urls import path

from meetpoint.core.field.views import devices, filling, inbox, shell, sync

app_name = "field"

urlpatterns = [
    path("forms/", filling.show_forms, name="forms"),
    path("forms/<slug:slug>/", filling.fill, name="form"),
    path("field/", shell.shell, name="shell"),
    path("field/sw.js", shell.worker, name="worker"),
    path("field/files/<slug:version>/<str:name>", shell.file, name="file"),
    path("field/challenge/", sync.challenge, name="challenge"),
    path("field/sync/", sync.sync, name="sync"),
    path("field/phones/", devices.show_devices, name="devices"),
    path("field/phones/key/", devices.change_key, name="change_key"),
    path("field/phones/<uuid:uid>/revoke/", devices.revoke, name="revoke"),
    path("field/set-up/", devices.set_up, name="set_up"),
    path("field/set-up/enrol/", devices.enrol, name="enrol"),
    path("field/review/", inbox.show_inbox, name="inbox"),
    path("field/review/<int:pk>/", inbox.show_event, name="event"),
    path("field/review/<int:pk>/record/", inbox.record, name="record_event"),
    path("field/review/<int:pk>/set-aside/", inbox.set_aside, name="set_event_aside"),
]
