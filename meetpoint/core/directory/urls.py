"""Addresses of the directory."""

from django.urls import path

from meetpoint.core.directory import views

app_name = "directory"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("add/", views.add, name="add"),
    path("<uuid:uid>/", views.show, name="detail"),
    path("<uuid:uid>/change/", views.change, name="change"),
    path("<uuid:uid>/check/", views.check, name="check"),
    path("<uuid:uid>/retire/", views.retire, name="retire"),
]
