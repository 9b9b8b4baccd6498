"""What a page's script asks for before it can ask the browser for a passkey: a challenge and its options."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meetpoint.core.access.actions import joining
from meetpoint.core.access.errors import NotProved
from meetpoint.core.access.guard import StaffRequest, page, public
from meetpoint.core.access.models import Account
from meetpoint.core.access.permissions import OWN
from meetpoint.core.access.proof import browsers, ceremonies, challenges, entry, factors
from meetpoint.core.access.proof.challenges import Purpose
from meetpoint.core.access.proof.domains import domain_of
from meetpoint.lib.errors import DomainError


@public
@never_cache
@require_GET
def for_sign_in(request: HttpRequest) -> HttpResponse:
    return _ask(request, Purpose.SIGN_IN, "")


@public
@never_cache
@require_GET
def for_code(request: HttpRequest) -> HttpResponse:
    carried = entry.carried(request)
    if carried is None:
        return _problem(NotProved(_("This took too long. Please start again.")))
    account = carried[1]
    return _ask(request, Purpose.CODE, str(account.pk), account)


@public
@never_cache
@require_GET
def for_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        link = joining.open_link(token, origin=browsers.origin_of(request))
    except DomainError as problem:
        return _problem(problem)
    return _ask(request, Purpose.CODE, str(link.member.account_id))


@public
@never_cache
@require_GET
def for_set_up(request: HttpRequest) -> HttpResponse:
    carried = entry.carried(request)
    if carried is None:
        return _problem(NotProved(_("This took too long. Please start again.")))
    return _ask_to_make(request, carried[1])


@never_cache
@require_GET
@page(OWN.name)
def for_confirming(request: StaffRequest) -> HttpResponse:
    account = Account.objects.get(pk=request.staff.account_id)
    return _ask(request, Purpose.CONFIRM, str(request.staff.session_id), account)


@never_cache
@require_GET
@page(OWN.name)
def for_adding(request: StaffRequest) -> HttpResponse:
    return _ask_to_make(request, Account.objects.get(pk=request.staff.account_id))


def _ask(
    request: HttpRequest, purpose: Purpose, subject: str, account: Account | None = None
) -> HttpResponse:
    """Answer with the options for asking: for any passkey, or for those of an account that is known."""
    browser, domain = _browser(request), domain_of(request)
    challenge = challenges.issue(browser, purpose, subject)
    known = list(factors.passkeys_at(account.pk, domain)) if account else ()
    return _answer(ceremonies.request_options(challenge, domain, known), browser)


def _ask_to_make(request: HttpRequest, account: Account) -> HttpResponse:
    browser, domain = _browser(request), domain_of(request)
    challenge = challenges.issue(browser, Purpose.ADD, str(account.pk))
    known = list(factors.passkeys_at(account.pk, domain))
    return _answer(ceremonies.creation_options(challenge, domain, account, known), browser)


def _browser(request: HttpRequest) -> str:
    return challenges.browser_of(request) or challenges.new_browser()


def _answer(options: dict[str, Any], browser: str) -> HttpResponse:
    response = JsonResponse(options)
    challenges.carry(response, browser)
    return response


def _problem(problem: DomainError) -> HttpResponse:
    return JsonResponse({"problem": problem.message}, status=problem.status)
