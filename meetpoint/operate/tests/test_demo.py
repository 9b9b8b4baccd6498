"""The demo: exact in number, believable in shape, honest in the ledger."""

import json
from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Sum

from meetpoint.core.access.models import Account
from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.organisations.models import SiteKind
from meetpoint.core.people.models import Participant, ParticipantCode
from meetpoint.core.referrals.models import Referral
from meetpoint.core.supplies.models import Balance, Lot, Movement, MovementKind
from meetpoint.lib import clock
from meetpoint.operate.demo.crowd import Crowd
from meetpoint.operate.demo.making import PASSPHRASE, sign_ins
from meetpoint.operate.demo.seasons import share_out, shifts
from meetpoint.operate.demo.story import SITES, TIME_ZONE

pytestmark = [pytest.mark.any_database, pytest.mark.xdist_group("demo")]

NOW = datetime(2026, 9, 15, 15, 30, tzinfo=ZoneInfo(TIME_ZONE))


def everything(model):
    return model.objects.unscoped("the demo is alone in this test")


@pytest.fixture(scope="module")
def history(django_db_setup, django_db_blocker):
    """One demo for all tests of this file, rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        said = StringIO()
        with clock.stand_at(NOW):
            call_command("demo", encounters=1_500, json=True, stdout=said)
        yield said.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def demo(history, db):
    """The demo, and leave to ask the database."""


def test_history_is_exact_and_ends_now(demo):
    of_services = (SiteKind.VENDING, SiteKind.CONSUMPTION_ROOM)
    encounters = everything(Encounter).exclude(site__kind__in=of_services)
    assert encounters.count() == 1_500
    assert encounters.filter(occurred_at__gt=NOW).count() == 0
    assert encounters.filter(local_date=NOW.date()).exists()
    assert encounters.values("site").distinct().count() == len(SITES)
    late = [e for e in encounters.values_list("occurred_at", "recorded_at") if e[1] < e[0]]
    assert late == []


def test_every_balance_is_the_sum_of_its_movements(demo):
    sums = {
        (site, item, lot): quantity
        for site, item, lot, quantity in everything(Movement)
        .values_list("site_id", "item_id", "lot_id")
        .annotate(quantity=Sum("quantity"))
    }
    kept = {(b.site_id, b.item_id, b.lot_id): b.quantity for b in everything(Balance)}
    assert {place: n for place, n in sums.items() if n} == {place: n for place, n in kept.items() if n}


def test_what_expired_was_disposed_of_but_for_a_little_recent_stock(demo):
    assert everything(Movement).filter(kind=MovementKind.DISPOSED, reason="expired").exists()
    expired = everything(Balance).filter(quantity__gt=0, lot__expires_on__lt=NOW.date())
    long_gone = expired.filter(lot__expires_on__lt=NOW.date() - timedelta(days=270))
    assert expired.exists()
    assert not long_gone.exists()


def test_what_was_handed_out_left_the_ledger(demo):
    handed = everything(EncounterLine).aggregate(units=Sum("quantity"))["units"]
    kinds = [MovementKind.HANDED_OUT, MovementKind.SHORTFALL]
    left = everything(Movement).filter(kind__in=kinds).aggregate(units=Sum("quantity"))["units"]
    assert left == -handed


def test_there_is_what_a_real_year_has(demo):
    encounters = everything(Encounter)
    assert everything(Movement).filter(kind=MovementKind.SHORTFALL).exists()
    assert everything(Lot).filter(expires_on__lt=NOW.date()).exists()
    assert everything(ParticipantCode).exclude(retired_at=None).exists()
    assert encounters.filter(participant=None, count_only=False).exists()
    assert encounters.filter(for_others__gt=0).exists()
    assert encounters.exclude(voided_at=None).exists()
    assert everything(Referral).values("status").distinct().count() > 2
    visits = everything(Participant).annotate(visits=Count("encounters")).values_list("visits", flat=True)
    assert max(visits) > 4 * sum(visits) / len(visits)


def test_same_seed_at_the_same_moment_is_the_same_history():
    plan = [
        [(s.site.slug, s.day, s.contacts) for s in shifts(900, until=NOW, days=90, random=Random(seed))]
        for seed in (5, 5, 6)
    ]
    assert plan[0] == plan[1] != plan[2]


def test_second_demo_is_refused(demo):
    with pytest.raises(CommandError, match="already here"):
        call_command("demo", encounters=10)


def test_command_refuses_nothing_to_make(db):
    with pytest.raises(CommandError, match="at least 1"):
        call_command("demo", encounters=0)


def test_command_prints_json(history):
    assert json.loads(history)["encounters"] == 1_500


def test_everybody_on_the_list_can_sign_in(demo):
    emails = {email for _name, email, _role in sign_ins()}
    accounts = Account.objects.filter(email__in=emails)
    assert len(emails) == accounts.count() == 12
    assert all(account.check_password(PASSPHRASE) for account in accounts[:2])


@pytest.mark.parametrize("total", [0, 1, 7, 1000])
def test_sharing_out_adds_up(total):
    parts = share_out(total, [0.1, 0, 3, 0.7, 2.2])
    assert sum(parts) == total
    assert parts[1] == 0
    assert min(parts) >= 0


def test_weekdays_seasons_and_closing_times_show():
    found = list(shifts(200_000, until=NOW, days=730, random=Random(3)))
    assert sum(shift.contacts for shift in found) == 200_000
    by_day = Counter()
    for shift in found:
        by_day[shift.site.slug, shift.day.weekday()] += shift.contacts
    assert by_day["harbor-street", 4] > by_day["harbor-street", 2] > by_day["harbor-street", 5]
    assert by_day["harbor-street", 6] == 0
    route = Counter()
    for shift in found:
        route[shift.day.month] += shift.contacts if shift.site.slug == "riverbank" else 0
    assert route[7] > route[1]
    today = [shift for shift in found if shift.day == NOW.date()]
    assert all(shift.until <= 15.5 for shift in today)
    assert "night-van" not in {shift.site.slug for shift in today}


def test_a_few_people_come_often():
    last = NOW.date()
    crowd = Crowd(20_000, first=last - timedelta(days=1000), last=last, random=Random(2))
    met = Counter(id(crowd.visitor(SITES[0], last)) for _ in range(4_000))
    busiest = sum(count for _person, count in met.most_common(len(met) // 10))
    assert busiest > 4_000 * 0.2
