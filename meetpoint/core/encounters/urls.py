"""Addresses of the Log and of the encounters that came of it."""

from django.urls import path

from meetpoint.core.encounters.views import changing, detail, listing, log

app_name = "encounters"

urlpatterns = [
    path("log/", log.log, name="log"),
    path("log/undo/", log.undo, name="undo"),
    path("encounters/", listing.encounters, name="list"),
    path("encounters/<uuid:uid>/", detail.detail, name="detail"),
    path("encounters/<uuid:uid>/correct/", changing.correct, name="correct"),
    path("encounters/<uuid:uid>/void/", changing.void, name="void"),
]
