"""Addresses of people and roles, and of one's own account; mounted at `settings/staff/`."""

from django.urls import path

from meetpoint.web.staff.views import own, people, roles, ways

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
    path("own/ways/", ways.overview, name="ways"),
    path("own/passkeys/add/", ways.add_passkey, name="add_passkey"),
    path("own/passkeys/<int:pk>/", ways.rename_passkey, name="rename_passkey"),
    path("own/passkeys/<int:pk>/remove/", ways.remove_passkey, name="remove_passkey"),
    path("own/second-factor/", ways.app, name="own_factor"),
    path("own/second-factor/remove/", ways.remove_app, name="own_remove_factor"),
    path("own/recovery-codes/", ways.recovery_codes, name="own_recovery_codes"),
    path("own/sessions/<int:pk>/", own.end_session, name="own_end_session"),
    path("own/sessions/", own.end_others, name="own_end_others"),
]
