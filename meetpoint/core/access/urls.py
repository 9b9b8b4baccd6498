"""Addresses of signing in and out and of one-time links; mounted at `account/`."""

from django.urls import path

from meetpoint.core.access.views import kept, link, passkeys, session, sign_in

app_name = "access"
urlpatterns = [
    path("sign-in", sign_in.passphrase, name="sign_in"),
    path("sign-in/code", sign_in.code, name="code"),
    path("sign-in/organisation", sign_in.organisation, name="organisation"),
    path("sign-in/set-up", sign_in.set_up, name="set_up"),
    path("sign-in/passkey", sign_in.passkey, name="passkey"),
    path("passkey/sign-in", passkeys.for_sign_in, name="passkey_for_sign_in"),
    path("passkey/code", passkeys.for_code, name="passkey_for_code"),
    path("passkey/set-up", passkeys.for_set_up, name="passkey_for_set_up"),
    path("passkey/confirm", passkeys.for_confirming, name="passkey_for_confirming"),
    path("passkey/add", passkeys.for_adding, name="passkey_for_adding"),
    path("passkey/link/<str:token>", passkeys.for_link, name="passkey_for_link"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("confirm", session.confirm, name="confirm"),
    path("kept", kept.kept, name="kept"),
    path("switch", session.switch, name="switch"),
    path("link/<str:token>", link.take_up, name="link"),
]
