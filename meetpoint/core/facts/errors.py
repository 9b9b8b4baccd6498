"""What can be wrong with what is asked of facts, said so that one can ask better."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from meetpoint.lib.errors import DomainError


def not_entered(what: object) -> str:
    """Say that an option has no value, on which an indicator depends."""
    return _("not entered: %(what)s. Enter it among the values in the settings.") % {"what": what}


def all_sites_together() -> str:
    """Say why an indicator that rests on what is entered cannot be told for single sites."""
    return _("what is entered for all sites together cannot be told for some of them")


def nobody_asked() -> str:
    """Say that an answer is not nought, but not recorded."""
    return _("nobody was asked in these days")


class UnknownIndicator(DomainError):
    """Nothing is declared under this code."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _("There is no indicator “%(code)s”. List them to see their codes.") % {"code": code}
        )


class NoSuchBreakdown(DomainError):
    """An indicator cannot be broken down in this way."""

    def __init__(self, code: str, asked: str, allowed: Iterable[str]) -> None:
        words = {"code": code, "asked": asked, "allowed": ", ".join(allowed) or _("nothing")}
        super().__init__(
            _("“%(code)s” cannot be broken down by “%(asked)s”. It can be by: %(allowed)s.") % words
        )


class CannotNarrow(DomainError):
    """An indicator cannot be narrowed to this word of this column."""

    def __init__(self, code: str, column: str, asked: str, allowed: Iterable[str]) -> None:
        words = {
            "code": code,
            "column": column,
            "asked": asked,
            "allowed": ", ".join(allowed) or _("nothing"),
        }
        super().__init__(
            _("“%(code)s” cannot be narrowed to %(column)s “%(asked)s”. Allowed: %(allowed)s.") % words
        )


class AnalysisUnavailable(DomainError):
    """The analysis worker does not answer."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _("The numbers are not ready at this moment. Nothing is lost; please try again in a minute.")
        )


class EngineProblem(DomainError):
    """The engine that the settings name cannot be used."""
