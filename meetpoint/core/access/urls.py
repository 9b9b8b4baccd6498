"""Addresses of signing in and out, one's own account, and one-time links; mounted at `account/`."""

from django.urls import path

from meetpoint.core.access.views import sign_in

app_name = "access"
urlpatterns = [
    path("sign-in", sign_in.passphrase, name="sign_in"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("confirm", sign_in.confirm, name="confirm"),
]
