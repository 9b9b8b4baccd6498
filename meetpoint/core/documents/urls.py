"""Addresses of documents; neither a name nor a code stands in one."""

from django.urls import path

from meetpoint.core.documents import views

app_name = "documents"
urlpatterns = [
    path("person/<uuid:uid>/", views.documents, name="documents"),
    path("person/<uuid:uid>/add/", views.add, name="add"),
    path("<uuid:uid>/file/", views.download, name="download"),
    path("<uuid:uid>/keep/", views.keep, name="keep"),
    path("<uuid:uid>/remove/", views.remove, name="remove"),
]
