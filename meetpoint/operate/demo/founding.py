"""Founding the demo organisation: sites, staff with one shared passphrase, catalogue, levels, a directory."""

from datetime import datetime

from django.contrib.auth.hashers import make_password

from meetpoint.core.access.models import Account, SignInPolicy, StaffMember
from meetpoint.core.directory.actions import EntryFacts, add_entry
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.actions import (
    OrganisationDetails,
    SiteDetails,
    add_site,
    set_up_organisation,
)
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.supplies.actions import add_starter_items
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7
from meetpoint.operate.demo.story import ORGANISATION, PASSPHRASE, SITES, SLUG, STAFF, TIME_ZONE, StaffStory
from meetpoint.operate.demo.suppliers import say_sources
from meetpoint.operate.demo.world import World

PLACES = (
    EntryFacts(
        name="Hill Street Treatment",
        kind="treatment",
        phone="555-0110",
        hours="Mon–Fri 6–14",
        identification_needed="none",
        languages="English, Spanish",
    ),
    EntryFacts(
        name="Bridge Detox",
        kind="detox",
        phone="555-0111",
        hours="Every day, call first",
        identification_needed="none",
    ),
    EntryFacts(
        name="Open Door Clinic",
        kind="health",
        phone="555-0112",
        hours="Mon–Sat 9–17",
        identification_needed="any name will do",
    ),
    EntryFacts(
        name="Wound nurse, Union Clinic", kind="wound_care", phone="555-0113", hours="Tue and Thu 10–15"
    ),
    EntryFacts(
        name="County testing van",
        kind="testing",
        phone="555-0114",
        notes="Parks by the station on Wednesdays.",
    ),
    EntryFacts(
        name="First Night Shelter",
        kind="shelter",
        phone="555-0115",
        hours="From 18:00",
        notes="Dogs are welcome.",
    ),
    EntryFacts(
        name="Home Again housing office",
        kind="housing",
        phone="555-0116",
        hours="Mon–Fri 9–16",
        identification_needed="photo identification",
    ),
    EntryFacts(name="Street Law Project", kind="legal", phone="555-0117", hours="Wed 13–17"),
)


def found(*, began: datetime) -> World:
    """Make the organisation with everything that its history needs. Raises SettingRefused if it exists."""
    organisation = set_up_organisation(SLUG, OrganisationDetails(name=ORGANISATION, time_zone=TIME_ZONE))
    system = Actor.system(organisation.pk, "demo")
    sites = {
        story.slug: add_site(
            SiteDetails(name=story.name, slug=story.slug, kind=story.kind, area=story.area), by=system
        )
        for story in SITES
    }
    add_starter_items(by=system)
    SignInPolicy.objects.create(organisation=organisation, second_factor_required=False)
    staff = _hire(organisation, sites, began)
    world = World(
        organisation=organisation,
        site_ids={slug: site.pk for slug, site in sites.items()},
        staff=staff,
        items=catalogue(organisation.pk),
    )
    say_sources(world)
    for facts in PLACES:
        add_entry(uuid7(), facts, by=world.manager)
    return world


def _hire(
    organisation: Organisation, sites: dict[str, Site], began: datetime
) -> tuple[tuple[StaffStory, Actor], ...]:
    # One hash for all: the passphrase is public, and hashing it twelve times would take a second.
    sealed = make_password(PASSPHRASE)
    hired = []
    for story in STAFF:
        account = Account.objects.create(email=story.email, password=sealed)
        member = StaffMember.objects.create(
            organisation=organisation,
            account=account,
            display_name=story.name,
            role=story.role,
            all_sites=not story.sites,
            joined_at=began,
        )
        member.sites.set([sites[slug] for slug in story.sites])
        hired.append((story, _actor(story, member, sites)))
    return tuple(hired)


def _actor(story: StaffStory, member: StaffMember, sites: dict[str, Site]) -> Actor:
    return Actor(
        organisation_id=member.organisation_id,
        staff_id=member.pk,
        permissions=registry().role_permissions[story.role],
        site_ids=frozenset(sites[slug].pk for slug in story.sites) if story.sites else None,
        name=story.name,
    )
