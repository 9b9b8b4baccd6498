"""Addresses of referrals, open loops and follow-up tasks."""

from django.urls import path

from meetpoint.core.referrals.views import loops, referrals, tasks

app_name = "referrals"
urlpatterns = [
    path("", referrals.show_list, name="list"),
    path("add/", referrals.add, name="add"),
    path("for/<uuid:uid>/", referrals.add_for, name="add_for"),
    path("open/", loops.open_loops, name="open"),
    path("slip/", loops.slip_back, name="slip_back"),
    path("tasks/", tasks.show_tasks, name="tasks"),
    path("tasks/add/", tasks.add_task, name="add_task"),
    path("tasks/<uuid:uid>/", tasks.give_task, name="give_task"),
    path("tasks/<uuid:uid>/finish/", tasks.finish_task, name="finish_task"),
    path("tasks/<uuid:uid>/reopen/", tasks.reopen_task, name="reopen_task"),
    path("<uuid:uid>/", referrals.show, name="detail"),
    path("<uuid:uid>/change/", referrals.change, name="change"),
    path("<uuid:uid>/draft/", referrals.revise, name="revise"),
    path("<uuid:uid>/send/", referrals.send, name="send"),
    path("<uuid:uid>/plan/", referrals.plan, name="plan"),
    path("<uuid:uid>/hand-off/", referrals.hand_off, name="hand_off"),
    path("<uuid:uid>/slip/", referrals.slip, name="slip"),
    path("<uuid:uid>/fhir/", referrals.download, name="download"),
]
