"""Addresses of referrals and follow-up tasks."""

from django.urls import path

from meetpoint.core.referrals import views

app_name = "referrals"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("add/", views.add, name="add"),
    path("tasks/", views.show_tasks, name="tasks"),
    path("tasks/add/", views.add_task, name="add_task"),
    path("tasks/<uuid:uid>/finish/", views.finish_task, name="finish_task"),
    path("tasks/<uuid:uid>/reopen/", views.reopen_task, name="reopen_task"),
    path("<uuid:uid>/", views.show, name="detail"),
    path("<uuid:uid>/change/", views.change, name="change"),
    path("<uuid:uid>/slip/", views.slip, name="slip"),
]
