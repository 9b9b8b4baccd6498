"""Addresses of the participants' pages; a code never stands in one."""

from django.urls import path

from meetpoint.core.care.views import cards, leaving, people, records

app_name = "care"
urlpatterns = [
    path("", people.people, name="people"),
    path("new/", people.new, name="new"),
    path("codes/", leaving.codes, name="codes"),
    path("<uuid:uid>/", records.participant, name="participant"),
    path("<uuid:uid>/card/", cards.card, name="card"),
    path("<uuid:uid>/new-code/", cards.new_code, name="new_code"),
    path("<uuid:uid>/tell/", records.tell, name="tell"),
    path("<uuid:uid>/correct/", records.correct, name="correct"),
    path("<uuid:uid>/join/", records.join, name="join"),
    path("<uuid:uid>/separate/", records.separate, name="separate"),
    path("<uuid:uid>/copy/", leaving.copy, name="copy"),
    path("<uuid:uid>/erase/", leaving.erase, name="erase"),
]
