"""Addresses of people and roles, and of one's own account; mounted at `settings/staff/`."""

from django.urls import path

from meetpoint.web.staff.views import own, people, roles

app_name = "staff"
urlpatterns = [
    path("", people.show_list, name="people"),
    path("invite/", people.invite, name="invite"),
    path("<int:pk>/", people.detail, name="person"),
    path("<int:pk>/change/", people.change, name="change"),
    path("<int:pk>/end/", people.end, name="end"),
    path("<int:pk>/link/", people.make_link, name="make_link"),
    path("<int:pk>/second-factor/", people.remove_factor, name="remove_factor"),
    path("<int:pk>/sessions/", people.end_sessions, name="end_sessions"),
    path("roles/", roles.matrix, name="roles"),
    path("roles/<slug:role>/", roles.change, name="role"),
    path("sign-in/", roles.policy, name="policy"),
    path("own/", own.account, name="own"),
    path("own/name/", own.name, name="own_name"),
    path("own/passphrase/", own.passphrase, name="own_passphrase"),
    path("own/second-factor/", own.factor, name="own_factor"),
    path("own/recovery-codes/", own.recovery_codes, name="own_recovery_codes"),
    path("own/sessions/<int:pk>/", own.end_session, name="own_end_session"),
    path("own/sessions/", own.end_others, name="own_end_others"),
]
