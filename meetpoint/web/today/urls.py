"""Addresses of the board and the trends."""

from django.urls import path

from meetpoint.web.today import views

urlpatterns = [
    path("", views.home, name="home"),
    path("today/", views.today, name="today"),
    path("today/trends/", views.trends, name="trends"),
]
