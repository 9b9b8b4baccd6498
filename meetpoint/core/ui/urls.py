"""The page that shows every component, mounted while MEETPOINT_DEBUG is on."""

from django.urls import path

from meetpoint.core.ui import views

app_name = "ui"

urlpatterns = [path("", views.components, name="components")]
