"""The addresses of the service's pages."""

from django.urls import path

from meetpoint.services.syringe_services.views import cleanups, policies

app_name = "syringe_services"
urlpatterns = [
    path("clean-ups/", cleanups.show_list, name="clean_ups"),
    path("clean-ups/add/", cleanups.add, name="add_clean_up"),
    path("clean-ups/<uuid:uid>/", cleanups.show, name="clean_up"),
    path("clean-ups/<uuid:uid>/correct/", cleanups.correct, name="correct_clean_up"),
    path("clean-ups/<uuid:uid>/void/", cleanups.void, name="void_clean_up"),
    path("policy/", policies.show, name="policies"),
    path("policy/adopt/", policies.adopt, name="adopt_policy"),
]
