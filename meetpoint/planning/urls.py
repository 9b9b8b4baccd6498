"""Addresses of plans."""

from django.urls import path

from meetpoint.planning.views import board, desk, plans, reading, runs

app_name = "planning"
urlpatterns = [
    path("", plans.show_list, name="list"),
    path("new/", plans.new, name="new"),
    path("<uuid:uid>/", desk.show, name="plan"),
    path("<uuid:uid>/redraw/", desk.redraw, name="redraw"),
    path("<uuid:uid>/save/", desk.save, name="save"),
    path("<uuid:uid>/remove/", desk.remove, name="remove"),
    path("<uuid:uid>/numbers/", plans.numbers, name="numbers"),
    path("<uuid:uid>/today/", plans.today, name="today"),
    path("<uuid:uid>/put-away/", plans.put_away, name="put_away"),
    path("<uuid:uid>/take-out/", plans.take_out, name="take_out"),
    path("<uuid:uid>/compare/", reading.compare, name="compare"),
    path("<uuid:uid>/unknown/", reading.unknown, name="unknown"),
    path("<uuid:uid>/promise/", reading.promise, name="promise"),
    path("<uuid:uid>/split/", runs.split, name="split"),
    path("<uuid:uid>/runs/", runs.show_runs, name="runs"),
    path("<uuid:uid>/runs/start/", runs.start, name="start"),
    path("<uuid:uid>/runs/<uuid:run>/", runs.show, name="run"),
    path("<uuid:uid>/runs/<uuid:run>/cancel/", runs.cancel, name="cancel"),
    path("<uuid:uid>/board.pdf", board.board, name="board"),
]
