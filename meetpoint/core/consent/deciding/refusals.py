"""What is said to staff when something may not leave, and what they can do instead."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from meetpoint.core.consent.deciding import rules

NO_PERMISSION = "no permission"


def message_for(basis: str, programmes: Sequence[str]) -> str:
    """Return why something may not leave, and what to do; `programmes` names services under Part 2."""
    if basis == NO_PERMISSION:
        return _(
            "Your role does not include letting this leave the programme. "
            "Ask an administrator if you need it."
        )
    if basis == rules.RESTRICTED:
        return _("We promised this person not to tell this. End the restriction on their page if they agree.")
    if basis == rules.COURT_ORDER:
        return _(
            "A court order or subpoena is never answered by Meetpoint itself: whether it binds this "
            "programme is for a lawyer to read. That it came is written down, and nothing has left."
        )
    if basis == rules.NO_GROUND:
        return _("Without consent it needs who receives it, and the emergency or the written agreement.")
    if basis == rules.NOTES_APART:
        return _("Counselling notes are kept apart and do not leave with other records.")
    return _by_consent(basis, programmes)


def _by_consent(basis: str, programmes: Sequence[str]) -> str:
    whose = (
        _("Records of %(programme)s are protected by 42 CFR Part 2 and leave only with written consent.")
        % {"programme": ", ".join(programmes)}
        if programmes
        else _(
            "Records of this programme are protected by 42 CFR Part 2 and leave only with written consent."
        )
    )
    why = {
        rules.REFUSED: _("This person said no."),
        rules.REVOKED: _("The consent was taken back."),
        rules.EXPIRED: _("The consent has ended."),
        rules.INCOMPLETE: _("The consent that is on record lacks something that the law asks for."),
    }.get(basis, _("There is none for this."))
    instead = _(
        "Ask the person on their page under “Consents”, give the copy to them, or leave the code out."
    )
    return f"{whose} {why} {instead}"
