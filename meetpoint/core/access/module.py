"""What the access package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.access.notices import passkey_wanted
from meetpoint.core.access.permissions import OWN, PERMISSIONS, VIEW
from meetpoint.core.access.privacy import PLAN, tidy
from meetpoint.core.modules.interface import Module, Schedule
from meetpoint.core.modules.pages import NoticeSource, Page

MODULE = Module(
    slug="access",
    name=_("Staff and sign-in"),
    privacy=PLAN,
    permissions=PERMISSIONS,
    schedules=(Schedule(slug="access-tidy", every_minutes=60, run=tidy),),
    audit_words={
        "access.signed_in": _("signed in"),
        "access.signed_out": _("signed out"),
        "access.sign_in_failed": _("failed to sign in"),
        "access.confirmed": _("proved once more who they are"),
        "access.passphrase_changed": _("changed a passphrase"),
        "access.own_name_changed": _("changed their own name"),
        "access.factor_changed": _("set up a second factor"),
        "access.factor_removed": _("removed somebody's second factor"),
        "access.app_removed": _("removed their authenticator app"),
        "access.passkey_added": _("added a passkey"),
        "access.passkey_renamed": _("renamed a passkey"),
        "access.passkey_removed": _("removed a passkey"),
        "access.passkey_warned": _("used a passkey that may have been copied"),
        "access.passkey_put_off": _("signed in without the passkey that the role needs"),
        "access.passkeys_required": _("changed which roles need a passkey"),
        "access.recovery_codes_renewed": _("made new recovery codes"),
        "access.session_ended": _("ended sessions"),
        "access.invited": _("invited somebody"),
        "access.joined": _("took up an invitation"),
        "access.member_changed": _("changed somebody's role or sites"),
        "access.member_ended": _("ended somebody's access"),
        "access.reset_link_made": _("made a link for a new passphrase"),
        "access.role_changed": _("changed what a role may do"),
        "access.policy_changed": _("changed how staff sign in"),
    },
    notices=(NoticeSource(permission=OWN.name, read=passkey_wanted, order=10),),
    pages=(
        Page(
            label=_("People and roles"),
            url_name="web:staff:people",
            permission=VIEW.name,
            icon="people",
            group="settings",
            order=20,
        ),
        Page(
            label=_("Your account"),
            url_name="web:staff:own",
            permission=OWN.name,
            icon="person",
            group="settings",
            order=10,
        ),
    ),
    urls="meetpoint.core.access.urls",
    mount="account/",
)
