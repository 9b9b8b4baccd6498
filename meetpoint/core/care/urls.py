"""Addresses of the participants' pages; a code never stands in one."""

from django.urls import path

from meetpoint.core.care.views import cards, consents, keeping_back, leaving, people, records

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
    path("<uuid:uid>/consents/", consents.consents, name="consents"),
    path("<uuid:uid>/consents/ask/", consents.ask_consent, name="ask_consent"),
    path("<uuid:uid>/consents/<uuid:consent>/", consents.consent, name="consent"),
    path("<uuid:uid>/consents/<uuid:consent>/take-back/", consents.take_back, name="take_back"),
    path("<uuid:uid>/consents/<uuid:consent>/end/", consents.end_consent, name="end_consent"),
    path("<uuid:uid>/keep-back/", keeping_back.keep_back, name="keep_back"),
    path("<uuid:uid>/keep-back/<uuid:wish>/answer/", keeping_back.answer, name="answer_wish"),
    path("<uuid:uid>/keep-back/<uuid:wish>/end/", keeping_back.end_wish, name="end_wish"),
    path("<uuid:uid>/left/", keeping_back.left, name="left"),
    path("<uuid:uid>/left/print/", keeping_back.left_sheet, name="left_sheet"),
    path("<uuid:uid>/without-consent/", keeping_back.tell_anyway, name="tell_anyway"),
]
