"""Addresses of case load and plans; a code never stands in one."""

from django.urls import path

from meetpoint.core.plans.views import goals, load, plan

app_name = "plans"
urlpatterns = [
    path("", load.people, name="people"),
    path("all/", load.team, name="team"),
    path("nobody/", load.nobody, name="nobody"),
    path("hand-over/", load.hand_over_load, name="hand_over_load"),
    path("along/<uuid:uid>/hand-over/", load.hand_over, name="hand_over"),
    path("along/<uuid:uid>/end/", load.end, name="end"),
    path("person/<uuid:uid>/", plan.plan, name="plan"),
    path("person/<uuid:uid>/along/", load.assign, name="assign"),
    path("person/<uuid:uid>/begin/", plan.begin, name="begin"),
    path("person/<uuid:uid>/sheet/", plan.sheet, name="sheet"),
    path("plan/<uuid:uid>/goals/add/", goals.add_goal, name="add_goal"),
    path("plan/<uuid:uid>/helpers/add/", plan.add_helper, name="add_helper"),
    path("plan/<uuid:uid>/review/", plan.review, name="review"),
    path("plan/<uuid:uid>/close/", plan.close, name="close"),
    path("plan/<uuid:uid>/reopen/", plan.reopen, name="reopen"),
    path("helper/<uuid:uid>/end/", plan.end_helper, name="end_helper"),
    path("goal/<uuid:uid>/", goals.reword, name="goal"),
    path("goal/<uuid:uid>/move/", goals.move, name="move"),
    path("goal/<uuid:uid>/steps/add/", goals.add_step, name="add_step"),
    path("step/<uuid:uid>/done/", goals.finish_step, name="finish_step"),
    path("step/<uuid:uid>/waiting/", goals.reopen_step, name="reopen_step"),
]
