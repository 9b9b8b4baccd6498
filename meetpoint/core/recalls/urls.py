"""Addresses of recalls, under `supplies/recalls/`."""

from django.urls import path

from meetpoint.core.recalls.views import lots, notices, pages, people

app_name = "recalls"
urlpatterns = [
    path("", pages.show_list, name="list"),
    path("open/", notices.open_new, name="open"),
    path("<uuid:uid>/", pages.show, name="detail"),
    path("<uuid:uid>/change/", notices.change, name="change"),
    path("<uuid:uid>/close/", notices.close, name="close"),
    path("<uuid:uid>/reopen/", notices.reopen, name="reopen"),
    path("<uuid:uid>/notice/", notices.post, name="notice"),
    path("<uuid:uid>/lots/", lots.name_more, name="name_more"),
    path("<uuid:uid>/set-aside/", lots.set_aside, name="set_aside"),
    path("<uuid:uid>/dispose/", lots.dispose, name="dispose"),
    path("<uuid:uid>/encounters/", pages.show_encounters, name="encounters"),
    path("<uuid:uid>/people/", people.show_people, name="people"),
    path("<uuid:uid>/people/<uuid:person>/", people.tell, name="tell"),
    path("<uuid:uid>/people/<uuid:person>/take-back/", people.untell, name="untell"),
    path("<uuid:uid>/brought-back/", people.brought_back, name="brought_back"),
]
