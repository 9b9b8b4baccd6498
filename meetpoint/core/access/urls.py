"""Addresses of signing in and out and of one-time links; mounted at `account/`."""

from django.urls import path

from meetpoint.core.access.views import kept, link, session, sign_in

app_name = "access"
urlpatterns = [
    path("sign-in", sign_in.passphrase, name="sign_in"),
    path("sign-in/code", sign_in.code, name="code"),
    path("sign-in/organisation", sign_in.organisation, name="organisation"),
    path("sign-in/set-up", sign_in.set_up, name="set_up"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("confirm", session.confirm, name="confirm"),
    path("kept", kept.kept, name="kept"),
    path("switch", session.switch, name="switch"),
    path("link/<str:token>", link.take_up, name="link"),
]
