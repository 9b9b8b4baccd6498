"""Who offers what, and where: the main tables of HSDS 3. Columns have the standard's names.

An organisation of the standard is called an agency here, since "organisation" is whoever runs Meetpoint.
"""

from __future__ import annotations

from django.db import models

from meetpoint.core.tenancy.models import TenantModel


class HsdsRow(TenantModel):
    """A row of an HSDS table. `uid` is the standard's `id`.

    `by_hand` marks what somebody here wrote: no import overwrites it.
    """

    uid = models.UUIDField()
    by_hand = models.BooleanField(db_default=False, default=False)

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="dir_%(class)s_uid_once")]


class Agency(HsdsRow):
    """HSDS `organization`: who runs a service."""

    name = models.CharField(max_length=255)
    alternate_name = models.CharField(max_length=255, blank=True)
    description = models.CharField(max_length=4000, blank=True)
    email = models.CharField(max_length=254, blank=True)
    website = models.CharField(max_length=400, blank=True)
    tax_status = models.CharField(max_length=255, blank=True)
    tax_id = models.CharField(max_length=80, blank=True)
    year_incorporated = models.IntegerField(null=True, blank=True)
    legal_status = models.CharField(max_length=255, blank=True)
    logo = models.CharField(max_length=400, blank=True)
    uri = models.CharField(max_length=400, blank=True)
    parent_organization = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta(HsdsRow.Meta):
        pass


class AgencyIdentifier(HsdsRow):
    """HSDS `organization_identifier`: a number under which others know an agency."""

    organization = models.ForeignKey(Agency, null=True, on_delete=models.CASCADE, related_name="identifiers")
    identifier_scheme = models.CharField(max_length=255, blank=True)
    identifier_type = models.CharField(max_length=255)
    identifier = models.CharField(max_length=255)

    class Meta(HsdsRow.Meta):
        pass


class Program(HsdsRow):
    """HSDS `program`: several services of an agency under one name."""

    organization = models.ForeignKey(Agency, null=True, on_delete=models.CASCADE, related_name="programs")
    name = models.CharField(max_length=255)
    alternate_name = models.CharField(max_length=255, blank=True)
    description = models.CharField(max_length=4000, blank=True)

    class Meta(HsdsRow.Meta):
        pass


class Service(HsdsRow):
    """HSDS `service`: what an agency offers, whoever may come, and at what cost."""

    organization = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.CASCADE, related_name="services"
    )
    program = models.ForeignKey(Program, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=255)
    alternate_name = models.CharField(max_length=255, blank=True)
    description = models.CharField(max_length=4000, blank=True)
    url = models.CharField(max_length=400, blank=True)
    email = models.CharField(max_length=254, blank=True)
    status = models.CharField(max_length=20)
    interpretation_services = models.CharField(max_length=1000, blank=True)
    application_process = models.CharField(max_length=2000, blank=True)
    fees_description = models.CharField(max_length=2000, blank=True)
    wait_time = models.CharField(max_length=255, blank=True)
    fees = models.CharField(max_length=1000, blank=True)
    accreditations = models.CharField(max_length=1000, blank=True)
    eligibility_description = models.CharField(max_length=2000, blank=True)
    minimum_age = models.FloatField(null=True, blank=True)
    maximum_age = models.FloatField(null=True, blank=True)
    assured_date = models.DateField(null=True, blank=True)
    assurer_email = models.CharField(max_length=254, blank=True)
    licenses = models.CharField(max_length=1000, blank=True)
    alert = models.CharField(max_length=1000, blank=True)
    last_modified = models.DateTimeField(null=True, blank=True)

    class Meta(HsdsRow.Meta):
        indexes = [models.Index(fields=["organisation", "name", "id"], name="dir_service_name")]


class Location(HsdsRow):
    """HSDS `location`: a place, an address for post, or somewhere on the net."""

    organization = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.SET_NULL, related_name="locations"
    )
    location_type = models.CharField(max_length=20)
    url = models.CharField(max_length=400, blank=True)
    name = models.CharField(max_length=255, blank=True)
    alternate_name = models.CharField(max_length=255, blank=True)
    description = models.CharField(max_length=2000, blank=True)
    transportation = models.CharField(max_length=1000, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    external_identifier = models.CharField(max_length=255, blank=True)
    external_identifier_type = models.CharField(max_length=255, blank=True)

    class Meta(HsdsRow.Meta):
        pass


class Taxonomy(HsdsRow):
    """HSDS `taxonomy`: a list of words by which services are told apart."""

    name = models.CharField(max_length=255)
    description = models.CharField(max_length=2000, blank=True)
    uri = models.CharField(max_length=400, blank=True)
    version = models.CharField(max_length=80, blank=True)

    class Meta(HsdsRow.Meta):
        pass


class Term(HsdsRow):
    """HSDS `taxonomy_term`: one such word, with its code."""

    code = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=255)
    description = models.CharField(max_length=2000, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    taxonomy = models.ForeignKey(Taxonomy, null=True, on_delete=models.CASCADE, related_name="terms")
    language = models.CharField(max_length=40, blank=True)
    term_uri = models.CharField(max_length=400, blank=True)

    class Meta(HsdsRow.Meta):
        pass
