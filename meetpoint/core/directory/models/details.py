"""What belongs to an agency, a service or a place: the smaller tables of HSDS 3."""

from __future__ import annotations

from django.db import models

from meetpoint.core.directory.models.entries import DirectoryEntry
from meetpoint.core.directory.models.offers import Agency, HsdsRow, Location, Service, Term
from meetpoint.core.tenancy.models import TenantModel


def _of(model: type[models.Model], name: str) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(model, null=True, blank=True, on_delete=models.CASCADE, related_name=name)


class Contact(HsdsRow):
    """HSDS `contact`: whom to ask for, as the service itself publishes it."""

    organization = _of(Agency, "contacts")
    service = _of(Service, "contacts")
    service_at_location = _of(DirectoryEntry, "contacts")
    location = _of(Location, "contacts")
    name = models.CharField(max_length=255, blank=True)
    title = models.CharField(max_length=255, blank=True)
    department = models.CharField(max_length=255, blank=True)
    email = models.CharField(max_length=254, blank=True)

    class Meta(HsdsRow.Meta):
        pass


class Address(HsdsRow):
    """HSDS `address`. Written by hand, everything but the first line may be unknown."""

    location = _of(Location, "addresses")
    attention = models.CharField(max_length=255, blank=True)
    address_1 = models.CharField(max_length=255)
    address_2 = models.CharField(max_length=255, blank=True)
    city = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)
    state_province = models.CharField(max_length=80, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=40, blank=True)
    address_type = models.CharField(max_length=20)

    class Meta(HsdsRow.Meta):
        pass


class Phone(HsdsRow):
    """HSDS `phone`: the number of a service, a place, an agency or a contact."""

    location = _of(Location, "phones")
    service = _of(Service, "phones")
    organization = _of(Agency, "phones")
    contact = _of(Contact, "phones")
    service_at_location = _of(DirectoryEntry, "phones")
    number = models.CharField(max_length=80)
    extension = models.CharField(max_length=20, blank=True)
    type = models.CharField(max_length=40, blank=True)
    description = models.CharField(max_length=255, blank=True)

    class Meta(HsdsRow.Meta):
        pass


class Schedule(HsdsRow):
    """HSDS `schedule`: when somebody is there, as RFC 5545 says it, or in words (`description`)."""

    service = _of(Service, "schedules")
    location = _of(Location, "schedules")
    service_at_location = _of(DirectoryEntry, "schedules")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    dtstart = models.CharField(max_length=40, blank=True)
    timezone = models.FloatField(null=True, blank=True)
    until = models.CharField(max_length=40, blank=True)
    count = models.IntegerField(null=True, blank=True)
    wkst = models.CharField(max_length=2, blank=True)
    freq = models.CharField(max_length=10, blank=True)
    interval = models.IntegerField(null=True, blank=True)
    byday = models.CharField(max_length=80, blank=True)
    byweekno = models.CharField(max_length=80, blank=True)
    bymonthday = models.CharField(max_length=80, blank=True)
    byyearday = models.CharField(max_length=80, blank=True)
    description = models.CharField(max_length=400, blank=True)
    opens_at = models.CharField(max_length=20, blank=True)
    closes_at = models.CharField(max_length=20, blank=True)
    schedule_link = models.CharField(max_length=400, blank=True)
    attending_type = models.CharField(max_length=40, blank=True)
    notes = models.CharField(max_length=1000, blank=True)

    class Meta(HsdsRow.Meta):
        pass


class Language(HsdsRow):
    """HSDS `language`: what is spoken, by a service, at a place or on the phone."""

    service = _of(Service, "languages")
    location = _of(Location, "languages")
    phone = _of(Phone, "languages")
    name = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta(HsdsRow.Meta):
        pass


class Accessibility(HsdsRow):
    """HSDS `accessibility`: who gets in, and how."""

    location = _of(Location, "accessibility")
    description = models.CharField(max_length=1000, blank=True)
    details = models.CharField(max_length=1000, blank=True)
    url = models.CharField(max_length=400, blank=True)

    class Meta(HsdsRow.Meta):
        pass


class CostOption(HsdsRow):
    """HSDS `cost_option`: what it costs, and for whom."""

    service = _of(Service, "cost_options")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    option = models.CharField(max_length=255, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    amount_description = models.CharField(max_length=400, blank=True)

    class Meta(HsdsRow.Meta):
        pass


class RequiredDocument(HsdsRow):
    """HSDS `required_document`: papers that they ask for."""

    service = _of(Service, "required_documents")
    document = models.CharField(max_length=400, blank=True)
    uri = models.CharField(max_length=400, blank=True)

    class Meta(HsdsRow.Meta):
        pass


class ServiceArea(HsdsRow):
    """HSDS `service_area`: for people from where."""

    service = _of(Service, "service_areas")
    name = models.CharField(max_length=255, blank=True)
    description = models.CharField(max_length=2000, blank=True)
    extent = models.CharField(max_length=4000, blank=True)
    extent_type = models.CharField(max_length=40, blank=True)
    uri = models.CharField(max_length=400, blank=True)

    class Meta(HsdsRow.Meta):
        pass


class Funding(HsdsRow):
    """HSDS `funding`: who pays for a service or an agency."""

    organization = _of(Agency, "funding")
    service = _of(Service, "funding")
    source = models.CharField(max_length=1000, blank=True)

    class Meta(HsdsRow.Meta):
        pass


class Attribute(TenantModel):
    """HSDS `attribute`: a word of a taxonomy said of a service, or of something else by its id.

    There are some thirty for each service, so that a row is kept small: a link to a service is `service`;
    `uid` stays empty where it follows from service and term (`core.directory.hsds.identity`).
    """

    uid = models.UUIDField(null=True)
    by_hand = models.BooleanField(db_default=False, default=False)
    service = _of(Service, "attributes")
    link_entity = models.CharField(max_length=40, blank=True)
    link_uid = models.UUIDField(null=True, blank=True)
    link_type = models.CharField(max_length=40, blank=True)
    term = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    value = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "uid"],
                name="dir_attribute_uid_once",
                condition=models.Q(uid__isnull=False),
            )
        ]
