"""Addresses of the API itself, and of the pages about it."""

from django.urls import path, re_path

from meetpoint.core.api.door.entry import door
from meetpoint.core.api.views import docs, tokens

app_name = "api"
urlpatterns = [
    path("settings/api/", tokens.show_list, name="tokens"),
    path("settings/api/new/", tokens.make, name="make_token"),
    path("settings/api/<int:pk>/end/", tokens.end, name="end_token"),
    path("api/v1/openapi.json", docs.openapi, name="openapi"),
    path("api/v1/docs/", docs.show, name="docs"),
    re_path(r"^api/v1/(?P<rest>(?s:.*))$", door, name="door"),
]
