"""Gives the entries of before their HSDS rows. Only entries without a service are touched, so that it can run again."""

from uuid import NAMESPACE_URL, uuid5

from django.db import migrations

from meetpoint.core.directory.finding import words

OURS = uuid5(NAMESPACE_URL, "urn:meetpoint:directory")


def made_from(*parts):
    return uuid5(OURS, "\x1f".join(str(part) for part in parts))


KINDS = made_from("taxonomy", "kinds")


def give_rows(apps, _schema):
    Entry = apps.get_model("directory", "DirectoryEntry")
    terms = {}
    for entry in Entry.objects.filter(service=None).order_by("pk").iterator(chunk_size=500):
        give_rows_to(apps, entry, terms)


def give_rows_to(apps, entry, terms):
    def make(model, word, **values):
        return apps.get_model("directory", model).objects.create(
            organisation_id=entry.organisation_id, uid=made_from("before", word, entry.uid), by_hand=True, **values
        )

    agency = make("Agency", "organization", name=entry.name)
    service = make(
        "Service",
        "service",
        organization=agency,
        name=entry.name,
        status="active",
        url=entry.website,
        description=entry.notes,
    )
    location = make("Location", "location", organization=agency, location_type="physical")
    if entry.address:
        make("Address", "address", location=location, address_1=entry.address, address_type="physical", country="US")
    if entry.phone:
        make("Phone", "phone", service_at_location=entry, number=entry.phone)
    make("Schedule", "schedule", service_at_location=entry, description=entry.hours)
    if entry.identification_needed:
        make("RequiredDocument", "document", service=service, document=entry.identification_needed)
    for name in dict.fromkeys(part.strip() for part in entry.languages.split(",") if part.strip()):
        make("Language", f"language {name}", service=service, name=name)
    apps.get_model("directory", "Attribute").objects.create(
        organisation_id=entry.organisation_id, by_hand=True, service=service, term=term_of(apps, entry, terms)
    )
    if entry.checked_on:
        apps.get_model("directory", "Check").objects.create(
            organisation_id=entry.organisation_id,
            entry=entry,
            checked_on=entry.checked_on,
            staff_id=entry.checked_by,
            how="changed",
            found="right",
        )
    entry.service, entry.location, entry.by_hand = service, location, True
    entry.in_use = entry.retired_at is None
    entry.name_key, entry.phone_key = words.name_key(entry.name), words.phone_key(entry.phone)
    entry.save(update_fields=["service", "location", "by_hand", "in_use", "name_key", "phone_key"])
    Word = apps.get_model("directory", "EntryWord")
    Word.objects.bulk_create(
        Word(organisation_id=entry.organisation_id, entry=entry, word=word)
        for word in sorted(words.words_of([entry.name, entry.address, entry.languages], [], []))
    )


def term_of(apps, entry, terms):
    key = entry.organisation_id, entry.kind
    if key not in terms:
        taxonomy = row_of(
            apps,
            "Taxonomy",
            entry,
            KINDS,
            name="Meetpoint: kinds of service",
            description="What a service offers, in Meetpoint's own short list.",
        )
        name = entry.kind.replace("_", " ").capitalize()
        terms[key] = row_of(
            apps,
            "Term",
            entry,
            made_from("term", "kinds", entry.kind),
            code=entry.kind,
            name=name,
            description=name,
            taxonomy=taxonomy,
        )
    return terms[key]


def row_of(apps, model, entry, uid, **values):
    rows = apps.get_model("directory", model).objects
    found = rows.filter(organisation_id=entry.organisation_id, uid=uid).first()
    return found or rows.create(organisation_id=entry.organisation_id, uid=uid, **values)


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_hsds_tables")]
    operations = [migrations.RunPython(give_rows, migrations.RunPython.noop)]
