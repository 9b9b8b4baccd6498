"""Addresses of sessions, groups, stays, rides and notes."""

from django.urls import path

from meetpoint.core.sessions.views import groups, notes, people, sessions

app_name = "sessions"
urlpatterns = [
    path("", sessions.show_list, name="list"),
    path("add/", sessions.add, name="add"),
    path("groups/", groups.groups, name="groups"),
    path("groups/add/", groups.add, name="add_group"),
    path("groups/<uuid:uid>/", groups.group, name="group"),
    path("groups/<uuid:uid>/join/", groups.join, name="join"),
    path("groups/<uuid:uid>/leave/<uuid:person>/", groups.leave, name="leave"),
    path("people/<uuid:uid>/", people.person, name="person"),
    path("people/<uuid:uid>/session/", people.add_session, name="add_for"),
    path("people/<uuid:uid>/stay/", people.add_stay, name="add_stay"),
    path("people/<uuid:uid>/ride/", people.add_ride_for, name="add_ride_for"),
    path("people/<uuid:uid>/notes/", notes.notes, name="notes"),
    path("people/<uuid:uid>/notes/add/", notes.add, name="add_note"),
    path("people/<uuid:uid>/notes/tell/", notes.tell, name="tell"),
    path("notes/<uuid:uid>/", notes.note, name="note"),
    path("stays/<uuid:uid>/", people.stay, name="stay"),
    path("stays/<uuid:uid>/void/", people.void_stay, name="void_stay"),
    path("rides/", people.rides, name="rides"),
    path("rides/add/", people.add_ride, name="add_ride"),
    path("rides/<uuid:uid>/", people.ride, name="ride"),
    path("rides/<uuid:uid>/void/", people.void_ride, name="void_ride"),
    path("<uuid:uid>/", sessions.session, name="session"),
    path("<uuid:uid>/hold/", sessions.hold, name="hold"),
    path("<uuid:uid>/end/", sessions.end, name="end"),
    path("<uuid:uid>/sheet/", sessions.sheet, name="sheet"),
]
