"""Taking up a one-time link: joining an organisation, or choosing a new passphrase."""

from django.db import transaction
from django.utils import translation

from meetpoint.core.access import links
from meetpoint.core.access.actions.own_account import judge_passphrase, store_passphrase
from meetpoint.core.access.actions.sign_in import LINK_NETWORK, prove_passphrase, prove_second
from meetpoint.core.access.errors import LinkOver
from meetpoint.core.access.models import Account, OneTimeLink, StaffMember
from meetpoint.core.access.proof import entry, factors, sessions
from meetpoint.core.access.proof.allowances import Draw, give_back, take
from meetpoint.core.access.proof.browsers import Origin
from meetpoint.core.access.proof.ceremonies import Answer
from meetpoint.core.audit.actions import record
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def open_link(token: str, *, origin: Origin) -> OneTimeLink:
    """Return the link of a token. Raises LinkOver, or TooManyTries for somebody who tries many."""
    draw = Draw(LINK_NETWORK, (origin.network,))
    take(draw)
    link = links.find(token)
    give_back([draw])
    return link


def choose_passphrase(
    token: str, passphrase: str, code: str, *, origin: Origin, answer: Answer | None = None
) -> entry.Entry:
    """Use a link up to set the account's passphrase, end its sessions, join, and return the entry.

    An account with a second factor needs it too (`answer` is a passkey's), so that a link alone never opens
    it. Raises LinkOver, NotProved, TooManyTries, or DomainError naming `passphrase` or `code`.
    """
    link = open_link(token, origin=origin)
    if not links.sets_passphrase(link):
        raise LinkOver
    account = link.member.account
    names = (link.organisation.name, link.member.display_name)
    judge_passphrase(account, passphrase, about=names, field="passphrase")
    with_factor = factors.has_factor(account)
    if with_factor:
        prove_second(account, code, answer, origin=origin)
    with transaction.atomic():
        account = _held(account.pk)
        _use_up(link)
        store_passphrase(account, passphrase)
        sessions.end_all_of(account.pk)
        _join(link.member)
        by = Actor.system(link.organisation_id, "link")
        record(
            by, "access.passphrase_changed", "access.staffmember", [link.member_id], fields={"by_link": True}
        )
    begun = entry.begin(account, member_id=link.member_id)
    return entry.passed(begun) if with_factor else begun


def accept_with_passphrase(token: str, passphrase: str, *, origin: Origin) -> entry.Entry:
    """Begin to join with an account that exists already: it must give its own passphrase, then its code.

    Raises LinkOver, NotProved or TooManyTries. `join` completes it.
    """
    link = open_link(token, origin=origin)
    account = prove_passphrase(link.member.account.email, passphrase, origin=origin)
    return entry.begin(account, member_id=link.member_id, link=link.token_hash)


def join(begun: entry.Entry) -> StaffMember:
    """Use up the link of an entry that has every proof, and return the member who joined.

    Raises LinkOver, also when the passphrase was changed after it was proved.
    """
    with transaction.atomic():
        if not entry.is_current(begun, _held(begun.account_id)):
            raise LinkOver
        link = (
            OneTimeLink.objects.unscoped("the holder of a one-time link is not signed in yet")
            .filter(token_hash=begun.link, member_id=begun.member_id, expires_at__gt=clock.now())
            .select_related("member__account")
            .first()
        )
        if link is None or link.member.ended_at:
            raise LinkOver
        _use_up(link)
        _join(link.member)
    return link.member


def _held(account_id: int) -> Account:
    """Lock the account first, so that joining and a reset from elsewhere go one after the other."""
    return Account.objects.select_for_update().get(pk=account_id)


def _use_up(link: OneTimeLink) -> None:
    if not links.of_member(link.member).filter(pk=link.pk).delete()[0]:
        raise LinkOver


def _join(member: StaffMember) -> None:
    if member.joined_at is not None:
        return
    member.joined_at = clock.now()
    member.save(update_fields=["joined_at"])
    account = member.account
    if not account.language:
        account.language = translation.get_language() or ""
        account.save(update_fields=["language"])
    links.end_resets(account)
    record(Actor.system(member.organisation_id, "link"), "access.joined", "access.staffmember", [member.pk])
