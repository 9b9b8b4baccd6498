"""The address of the first visit; mounted at `welcome/`."""

from django.urls import path

from meetpoint.web.welcome import views

app_name = "welcome"
urlpatterns = [path("", views.welcome, name="welcome")]
