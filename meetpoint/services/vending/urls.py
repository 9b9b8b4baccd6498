"""The addresses of the service's pages."""

from django.urls import path

from meetpoint.services.vending.views import codes, finder, machines, messages, route

app_name = "vending"
urlpatterns = [
    path("", machines.show_list, name="machines"),
    path("add/", machines.add, name="add_machine"),
    path("route/", route.show, name="route"),
    path("find/", finder.show, name="find"),
    path("codes/", codes.show, name="codes"),
    path("codes/end/", codes.end, name="end_code"),
    path("limits/", codes.limits, name="limits"),
    path("messages/", messages.show_list, name="messages"),
    path("messages/<uuid:uid>/", messages.show, name="message"),
    path("messages/<uuid:uid>/again/", messages.again, name="try_message_again"),
    path("messages/<uuid:uid>/away/", messages.away, name="put_message_away"),
    path("<uuid:uid>/", machines.show, name="machine"),
    path("<uuid:uid>/change/", machines.change, name="change_machine"),
    path("<uuid:uid>/slots/", machines.slots, name="slots"),
    path("<uuid:uid>/retire/", machines.retire, name="retire_machine"),
    path("<uuid:uid>/keys/", machines.show_keys, name="keys"),
    path("<uuid:uid>/keys/new/", machines.new_keys, name="new_keys"),
]
