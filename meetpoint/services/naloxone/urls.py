"""The addresses of the service's pages."""

from django.urls import path

from meetpoint.services.naloxone.views import expiring, reversals, routes, trainings

app_name = "naloxone"
urlpatterns = [
    path("reversals/", reversals.show_list, name="reversals"),
    path("reversals/add/", reversals.add, name="add_reversal"),
    path("reversals/<uuid:uid>/", reversals.show, name="reversal"),
    path("reversals/<uuid:uid>/correct/", reversals.correct, name="correct_reversal"),
    path("reversals/<uuid:uid>/void/", reversals.void, name="void_reversal"),
    path("expiring/", expiring.show, name="expiring"),
    path("routes/", routes.say, name="routes"),
    path("trainings/", trainings.show_list, name="trainings"),
    path("trainings/add/", trainings.add, name="add_training"),
    path("trainings/<uuid:uid>/void/", trainings.void, name="void_training"),
]
