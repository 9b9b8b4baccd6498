"""One page."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from meetpoint.core.access.guard import page

app_name = "water_taxi"


@page("water_taxi:crossing:view")
def crossings(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Crossings")


urlpatterns = [path("crossings/", crossings, name="crossings")]
