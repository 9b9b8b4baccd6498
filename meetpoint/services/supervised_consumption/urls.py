"""The addresses of the service's pages."""

from django.urls import path

from meetpoint.services.supervised_consumption.views import (
    board,
    incidents,
    month,
    offline,
    response,
    rooms,
    visits,
)

app_name = "supervised_consumption"
urlpatterns = [
    path("", rooms.show_list, name="rooms"),
    path("add/", rooms.add, name="add_room"),
    path("meetpoint-session-worker.js", offline.session_worker, name="session_worker"),
    path("events/", incidents.show_list, name="events"),
    path("events/<uuid:uid>/", response.show, name="response"),
    path("events/<uuid:uid>/step/", response.step, name="step"),
    path("events/<uuid:uid>/steps/", response.steps, name="steps"),
    path("events/<uuid:uid>/tell/", incidents.tell, name="tell_event"),
    path("events/<uuid:uid>/reported/", incidents.reported, name="reported"),
    path("events/<uuid:uid>/void/", incidents.void, name="void_event"),
    path("events/<uuid:uid>/report/", incidents.report, name="report"),
    path("visits/<uuid:uid>/", visits.show, name="visit"),
    path("visits/<uuid:uid>/agree/", visits.agree, name="agree"),
    path("visits/<uuid:uid>/seat/", visits.take_seat, name="seat"),
    path("visits/<uuid:uid>/use/", visits.use, name="use"),
    path("visits/<uuid:uid>/look/", visits.look, name="look"),
    path("visits/<uuid:uid>/aftercare/", visits.aftercare, name="aftercare"),
    path("visits/<uuid:uid>/care/", visits.care, name="care"),
    path("visits/<uuid:uid>/tell/", visits.tell, name="tell_visit"),
    path("visits/<uuid:uid>/end/", visits.end, name="end"),
    path("<uuid:uid>/", board.show, name="board"),
    path("<uuid:uid>/tiles/", board.tiles, name="tiles"),
    path("<uuid:uid>/wall/", board.wall, name="wall"),
    path("<uuid:uid>/settings/", rooms.change, name="room"),
    path("<uuid:uid>/switch/", rooms.switch, name="switch"),
    path("<uuid:uid>/pause/", rooms.pause, name="pause"),
    path("<uuid:uid>/check-in/", visits.add, name="check_in"),
    path("<uuid:uid>/begin/", response.begin, name="begin"),
    path("<uuid:uid>/shell/", offline.shell, name="shell"),
    path("<uuid:uid>/taps/", response.taps, name="taps"),
    path("<uuid:uid>/hand-over/", incidents.hand_over_sheet, name="hand_over"),
    path("<uuid:uid>/month/", month.show, name="month"),
]
