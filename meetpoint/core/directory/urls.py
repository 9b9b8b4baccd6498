"""Addresses of the directory."""

from django.urls import path

from meetpoint.core.directory.views import duplicates, files, pages

app_name = "directory"
urlpatterns = [
    path("", pages.show_list, name="list"),
    path("add/", pages.add, name="add"),
    path("files/", files.bring, name="bring"),
    path("files/<uuid:uid>/", files.show_file, name="file"),
    path("files/<uuid:uid>/take-in/", files.take_in, name="take_in"),
    path("files/<uuid:uid>/let-go/", files.let_go, name="let_go"),
    path("export/", files.export, name="export"),
    path("duplicates/", duplicates.show_duplicates, name="duplicates"),
    path("duplicates/<int:pk>/undo/", duplicates.undo, name="undo"),
    path("<uuid:uid>/", pages.show, name="detail"),
    path("<uuid:uid>/change/", pages.change, name="change"),
    path("<uuid:uid>/check/", pages.check, name="check"),
    path("<uuid:uid>/retire/", pages.retire, name="retire"),
    path("<uuid:uid>/join/<uuid:gone>/", duplicates.join, name="join"),
    path("<uuid:uid>/apart/<uuid:gone>/", duplicates.apart, name="apart"),
]
