"""Why each column of the directory is kept: it describes services, not people who use them."""

from meetpoint.core.modules.interface import Kept, PrivacyPlan

_FACT = Kept(why="So that staff can send somebody to the right place.", until="The organisation is closed.")
_WHO = Kept(why="So that one can ask whoever checked the entry.", until="The organisation is closed.")
_FOUND = Kept(why="So that an entry is found by words, place and hours.", until="The entry changes.")
_CONTACT = Kept(
    why="Whom to ask for, as the service itself publishes it.",
    until="The entry is taken out of the directory.",
)
_ORIGIN = Kept(
    why="So that one sees where a row is from, and who may overwrite it.", until="The row is removed."
)
_UNDO = Kept(why="So that a joining of double entries can be undone.", until="The organisation is closed.")
_PASSING = Kept(why="While somebody looks at what a file comes to.", until="Two days at the latest.")

_EVERY = {"uid": _ORIGIN, "by_hand": _ORIGIN}


def _facts(*names: str) -> dict[str, Kept]:
    return {**_EVERY, **dict.fromkeys(names, _FACT)}


_ENTRY = [
    "service",
    "location",
    "description",
    "name",
    "agency_name",
    "kind",
    "phone",
    "address",
    "website",
    "hours",
    "week",
    "identification_needed",
    "languages",
    "fees",
    "accessibility",
    "notes",
    "alert",
    "latitude",
    "longitude",
    "retired_at",
    "in_use",
    "created_at",
]
_SERVICE = [
    "organization",
    "program",
    "name",
    "alternate_name",
    "description",
    "url",
    "email",
    "status",
    "interpretation_services",
    "application_process",
    "fees_description",
    "wait_time",
    "fees",
    "accreditations",
    "eligibility_description",
    "minimum_age",
    "maximum_age",
    "assured_date",
    "assurer_email",
    "licenses",
    "alert",
    "last_modified",
]
_AGENCY = [
    "name",
    "alternate_name",
    "description",
    "email",
    "website",
    "tax_status",
    "tax_id",
    "year_incorporated",
    "legal_status",
    "logo",
    "uri",
    "parent_organization",
]
_LOCATION = [
    "organization",
    "location_type",
    "url",
    "name",
    "alternate_name",
    "description",
    "transportation",
    "latitude",
    "longitude",
    "external_identifier",
    "external_identifier_type",
]
_SCHEDULE = [
    "service",
    "location",
    "service_at_location",
    "valid_from",
    "valid_to",
    "dtstart",
    "timezone",
    "until",
    "count",
    "wkst",
    "freq",
    "interval",
    "byday",
    "byweekno",
    "bymonthday",
    "byyearday",
    "description",
    "opens_at",
    "closes_at",
    "schedule_link",
    "attending_type",
    "notes",
]
_ADDRESS = [
    "location",
    "attention",
    "address_1",
    "address_2",
    "city",
    "region",
    "state_province",
    "postal_code",
    "country",
    "address_type",
]

PLAN = PrivacyPlan(
    columns={
        "directory.DirectoryEntry": {
            **_facts(*_ENTRY),
            "source": _ORIGIN,
            "listed_on": _ORIGIN,
            "name_key": _FOUND,
            "phone_key": _FOUND,
            "place_key": _FOUND,
            "cell": _FOUND,
            "merged_into": _UNDO,
            "checked_on": _WHO,
            "checked_by": _WHO,
        },
        "directory.EntryWord": {"entry": _FOUND, "word": _FOUND},
        "directory.OpenSpan": dict.fromkeys(("entry", "opens", "closes", "valid_from", "valid_to"), _FOUND),
        "directory.Agency": _facts(*_AGENCY),
        "directory.AgencyIdentifier": _facts(
            "organization", "identifier_scheme", "identifier_type", "identifier"
        ),
        "directory.Program": _facts("organization", "name", "alternate_name", "description"),
        "directory.Service": _facts(*_SERVICE),
        "directory.Location": _facts(*_LOCATION),
        "directory.Taxonomy": _facts("name", "description", "uri", "version"),
        "directory.Term": _facts("code", "name", "description", "parent", "taxonomy", "language", "term_uri"),
        "directory.Contact": {
            **_facts("organization", "service", "service_at_location", "location"),
            **dict.fromkeys(("name", "title", "department", "email"), _CONTACT),
        },
        "directory.Address": _facts(*_ADDRESS),
        "directory.Phone": _facts(
            *[
                "location",
                "service",
                "organization",
                "contact",
                "service_at_location",
                "number",
                "extension",
                "type",
                "description",
            ]
        ),
        "directory.Schedule": _facts(*_SCHEDULE),
        "directory.Language": _facts("service", "location", "phone", "name", "code", "note"),
        "directory.Accessibility": _facts("location", "description", "details", "url"),
        "directory.CostOption": _facts(
            *["service", "valid_from", "valid_to", "option", "currency", "amount", "amount_description"]
        ),
        "directory.RequiredDocument": _facts("service", "document", "uri"),
        "directory.ServiceArea": _facts("service", "name", "description", "extent", "extent_type", "uri"),
        "directory.Funding": _facts("organization", "service", "source"),
        "directory.Attribute": _facts("service", "link_entity", "link_uid", "link_type", "term", "value"),
        "directory.Check": dict.fromkeys(("entry", "checked_on", "staff_id", "how", "found"), _WHO),
        "directory.Merge": dict.fromkeys(("kept", "gone", "at", "staff_id", "undone_at", "undone_by"), _UNDO),
        "directory.MergedRow": dict.fromkeys(("merge", "table", "row_uid"), _UNDO),
        "directory.NotTheSame": dict.fromkeys(("first", "second", "at", "staff_id"), _UNDO),
        "directory.DirectoryFile": dict.fromkeys(
            ("uid", "layout", "name", "content", "received_at", "staff_id"), _PASSING
        ),
    }
)
