"""Addresses of imports."""

from django.urls import path

from meetpoint.core.imports.views import bringing, running

app_name = "imports"
urlpatterns = [
    path("", running.show_list, name="list"),
    path("new/", bringing.new, name="new"),
    path("<uuid:uid>/", running.show, name="detail"),
    path("<uuid:uid>/columns/", bringing.columns, name="columns"),
    path("<uuid:uid>/preview/", bringing.show_preview, name="preview"),
    path("<uuid:uid>/start/", bringing.start, name="start"),
    path("<uuid:uid>/discard/", bringing.discard, name="discard"),
    path("<uuid:uid>/rejected/", running.problems, name="problems"),
    path("<uuid:uid>/continue/", running.resume, name="continue"),
    path("<uuid:uid>/undo/", running.undo, name="undo"),
]
