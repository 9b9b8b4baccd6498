from datetime import date
from pathlib import Path
from typing import Any

import pytest

from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.imports import examples
from meetpoint.core.imports.errors import FileRefused, MappingRefused, NotPlaced
from meetpoint.core.imports.files import keeping
from meetpoint.core.imports.mapping.shape import LogMapping, Target
from meetpoint.core.imports.mapping.written import write_mapping
from meetpoint.core.imports.models import ImportRun
from meetpoint.core.imports.tests.factories import HEADER, bring, log, standing, workbook
from meetpoint.core.organisations.models import FieldRule, Organisation, Requirement, Site
from meetpoint.core.organisations.queries import PLACEHOLDER_NAME, PLACEHOLDER_SLUG
from meetpoint.core.people.models import CodeKind, Participant, ParticipantCode
from meetpoint.core.people.queries import find_by_code
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.syringe_services.models import ReturnedSyringes

EXAMPLES = Path(examples.__file__).parent
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.toml"))
ROW = ["2026-03-01", "Plaza", "", 20, 5, 1, ""]


def quantities(by: Actor) -> dict[str, int]:
    lines = (
        EncounterLine.objects.of(by).filter(encounter__voided_at=None).values_list("item__slug", "quantity")
    )
    found: dict[str, int] = {}
    for slug, quantity in lines:
        found[slug] = found.get(slug, 0) + quantity
    return found


def test_known_headers_need_no_mapping(mia: Actor, site: Site) -> None:
    outcome = bring(mia, log(ROW, ["2026-03-02", "Plaza", "", 10, "", "", "rain"]))
    assert outcome.as_data() == {"rows": 2, "created": 2, "unchanged": 0, "rejected": 0, "errors": []}
    assert quantities(mia) == {"syringe-1ml-28g": 30, "naloxone-nasal-4mg-kit": 1}
    assert ReturnedSyringes.objects.of(mia).count() == 1


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_recorded_whole_by_its_mapping(name: str, mia: Actor, site: Site) -> None:
    Site.objects.of(mia).filter(pk=site.pk).update(slug="main")
    content = (EXAMPLES / f"{name}.csv").read_bytes()
    mapping = (EXAMPLES / f"{name}.toml").read_text()
    outcome = bring(mia, content, mapping=mapping)
    assert outcome.errors == []
    assert outcome.created == outcome.rows > 2
    assert bring(mia, content, mapping=mapping).unchanged == outcome.rows


def test_tally_sheet_counts_people_and_packs_and_skips_empty_days(mia: Actor, site: Site) -> None:
    mapping = (EXAMPLES / "tally-sheet.toml").read_text()
    bring(mia, (EXAMPLES / "tally-sheet.csv").read_bytes(), mapping=mapping)
    days = standing(mia)
    assert [day.people for day in days] == [31, 28, 35, 22]
    assert all(day.count_only for day in days)
    assert quantities(mia)["syringe-1ml-28g"] == 2_200


def test_same_file_again_changes_nothing(mia: Actor, site: Site) -> None:
    content = log(ROW, ROW, ["2026-03-02", "Plaza", "", 10, "", "", ""])
    assert bring(mia, content).created == 3
    again = bring(mia, content)
    assert (again.rows, again.created, again.unchanged) == (3, 0, 3)
    assert len(standing(mia)) == 3


def test_longer_log_records_only_what_is_new(mia: Actor, site: Site) -> None:
    bring(mia, log(ROW, ["2026-03-02", "Plaza", "", 10, "", "", ""]))
    more = bring(
        mia, log(ROW, ["2026-03-02", "Plaza", "", 10, "", "", ""], ["2026-03-03", "Plaza", "", 1, "", "", ""])
    )
    assert (more.created, more.unchanged, more.rejected) == (1, 2, 0)


def test_changed_row_is_reported_and_left_alone(mia: Actor, site: Site) -> None:
    days = [[f"2026-03-{day:02}", "Plaza", "", day, "", "", ""] for day in range(1, 6)]
    bring(mia, log(*days))
    days[2][3] = 99
    outcome = bring(mia, log(*days))
    assert (outcome.created, outcome.unchanged, outcome.rejected) == (0, 4, 1)
    assert outcome.errors[0]["row"] == 4
    assert "changed" in outcome.errors[0]["message"]
    assert quantities(mia)["syringe-1ml-28g"] == 15


def test_another_log_with_the_same_headers_is_recorded(mia: Actor, site: Site) -> None:
    bring(mia, log(ROW, *[[f"2026-03-{day:02}", "Plaza", "", day, "", "", ""] for day in range(2, 8)]))
    april = [[f"2026-04-{day:02}", "Plaza", "", day, "", "", ""] for day in range(1, 8)]
    assert bring(mia, log(*april)).created == 7


def test_like_rows_of_another_log_are_recorded_when_somebody_says_so(mia: Actor, site: Site) -> None:
    assert bring(mia, log(ROW, ROW)).created == 2
    assert bring(mia, log(ROW), is_new_log=True).created == 1


def test_erased_or_voided_contact_is_not_brought_back_by_its_row(mia: Actor, site: Site) -> None:
    bring(mia, log(ROW))
    void_encounter(standing(mia)[0].uid, reason="mistake", by=mia)
    assert bring(mia, log(ROW)).unchanged == 1
    assert standing(mia) == []


BAD = [
    (["2026-03-01", "Plaza", "", -4, "", "", ""], "syringes out", "less than nought"),
    (["2026-03-01", "Plaza", "", "many", "", "", ""], "syringes out", "whole number"),
    (["2026-03-01", "Plaza", "", 2.5, "", "", ""], "syringes out", "whole number"),
    (["2026-02-30", "Plaza", "", 4, "", "", ""], "date", "no such date"),
    (["2999-03-01", "Plaza", "", 4, "", "", ""], "date", "past"),
    (["", "Plaza", "", 4, "", "", ""], "date", "missing"),
    (["2026-03-01", "Plaza", "", "=1+1", "", "", ""], "syringes out", "formula"),
    (["2026-03-01", "Plaza", "", 4, "", "", '=HYPERLINK("x")'], "notes", "formula"),
    (["2026-03-01", "Plaza", "", "#REF!", "", "", ""], "syringes out", "could not work this out"),
    (["2026-03-01", "Plaza", "#N/A", 4, "", "", ""], "code", "could not work this out"),
    (["2026-03-01", "Plaza", "", 4, "", "", "#¡VALOR!"], "notes", "could not work this out"),
    (["2026-03-01", "Plaza", "", 4, "x", "", ""], "syringes in", "number"),
    (["2026-03-01", "Plaza", "", 4, "", 999_999_999, ""], "naloxone kits", "from 0 to"),
]


@pytest.mark.parametrize(("row", "column", "words"), BAD)
def test_bad_row_is_named_and_the_good_ones_are_recorded(
    row: list[object], column: str, words: str, mia: Actor, site: Site
) -> None:
    outcome = bring(mia, log(ROW, row, ["2026-03-02", "Plaza", "", 1, "", "", ""]))
    assert (outcome.rows, outcome.created, outcome.rejected) == (3, 2, 1)
    assert [(e["row"], e["column"]) for e in outcome.errors] == [(3, column)]
    assert words in outcome.errors[0]["message"]


def test_unknown_item_is_named_by_row(mia: Actor, site: Site) -> None:
    content = log(
        ["2026-03-01", "Narcan", 2], ["2026-03-01", "Unicorns", 1], header=["date", "item", "quantity"]
    )
    outcome = bring(mia, content)
    assert (outcome.created, outcome.rejected) == (1, 1)
    assert "catalogue" in outcome.errors[0]["message"]


def test_words_and_counts_in_one_cell_are_taken_apart(mia: Actor, site: Site) -> None:
    bring(mia, log(["2026-03-01", "20 syringes, narcan x2"], header=["date", "supplies given"]))
    assert quantities(mia) == {"syringe-1ml-28g": 20, "naloxone-nasal-4mg-kit": 2}


def test_unknown_sites_and_columns_are_listed_and_nothing_is_recorded(
    mia: Actor, site: Site, django_capture_on_commit_callbacks: Any
) -> None:
    content = log(["2026-03-01", "Pier 9", "blue"], header=["date", "site", "shoe colour"])
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(NotPlaced) as refused:
        bring(mia, content)
    assert refused.value.unplaced.listed() == {"columns": ["shoe colour"], "sites": ["Pier 9"]}
    assert ImportRun.objects.of(mia).count() == 0
    assert not list(keeping.folder().glob("*"))


def test_unknown_sites_are_added_when_wished_for(mia: Actor, site: Site) -> None:
    outcome = bring(mia, log(["2026-03-01", "Pier 9", "", 1, "", "", ""]), create_sites=True)
    assert outcome.created == 1
    assert Site.objects.of(mia).filter(name="Pier 9", slug="pier-9").exists()


def test_sites_are_added_where_there_are_none(mia: Actor) -> None:
    Site.objects.of(mia).delete()
    assert bring(mia, log(ROW, ["2026-03-01", "", "", 1, "", "", ""])).created == 2
    assert set(Site.objects.of(mia).values_list("slug", flat=True)) == {"plaza", "main"}


def only_the_placeholder(by: Actor) -> None:
    Site.objects.of(by).update(name=PLACEHOLDER_NAME, slug=PLACEHOLDER_SLUG)


def test_sites_are_added_beside_the_untouched_one_that_setup_made(mia: Actor, site: Site) -> None:
    only_the_placeholder(mia)
    assert bring(mia, log(ROW, ["2026-03-01", "", "", 1, "", "", ""])).created == 2
    assert [each.site.slug for each in standing(mia)] == ["plaza", "main"]
    with pytest.raises(NotPlaced):
        bring(mia, log(["2026-03-01", "Pier 9", "", 1, "", "", ""]))


def test_a_site_that_somebody_named_or_used_is_a_site(mia: Actor, site: Site) -> None:
    with pytest.raises(NotPlaced):
        bring(mia, log(["2026-03-01", "Pier 9", "", 1, "", "", ""]))
    only_the_placeholder(mia)
    bring(mia, log(["2026-03-01", 1], header=["date", "syringes"]))
    with pytest.raises(NotPlaced):
        bring(mia, log(["2026-03-01", "Pier 9", "", 1, "", "", ""]))


def test_added_sites_get_the_short_names_that_the_mapping_says(mia: Actor) -> None:
    Site.objects.of(mia).delete()
    guessed = 'site = "depot"\n[columns]\n"date" = "date"\n"site" = "site"\n[sites]\n"pier 9" = "pier"\n'
    content = log(["2026-03-01", "Pier 9"], ["2026-03-02", ""], header=["date", "site"])
    assert bring(mia, content, mapping=guessed).created == 2
    assert [each.site.slug for each in standing(mia)] == ["pier", "depot"]
    assert bring(mia, content, mapping=guessed).unchanged == 2


def test_no_site_is_added_where_rows_that_name_none_have_nowhere_to_go(
    mia: Actor, site: Site, van: Site
) -> None:
    content = log(["2026-03-01", "Pier 9", 1], ["2026-03-01", "", 1], header=["date", "site", "syringes"])
    with pytest.raises(NotPlaced) as refused:
        bring(mia, content, create_sites=True)
    assert "site" in refused.value.unplaced.decisions
    assert Site.objects.of(mia).count() == 2


def test_rows_without_a_site_stay_with_the_only_one_when_others_are_added(mia: Actor, site: Site) -> None:
    content = log(["2026-03-01", "Pier 9", 1], ["2026-03-02", "", 1], header=["date", "site", "syringes"])
    assert bring(mia, content, create_sites=True).created == 2
    assert [each.site.slug for each in standing(mia)] == ["pier-9", "plaza"]
    assert bring(mia, content).unchanged == 2


def test_rows_without_a_site_are_known_again_after_a_second_site_opened(
    mia: Actor, site: Site, org: Organisation
) -> None:
    mapping = '[columns]\n"date" = "date"\n"syringes" = { item = "syringe-1ml-28g" }\n'
    content = log(["2026-03-01", 1], header=["date", "syringes"])
    assert bring(mia, content, mapping=mapping).created == 1
    Site.objects.create(organisation=org, name="Van", slug="van")
    assert bring(mia, content, mapping=mapping).unchanged == 1
    assert bring(mia, content, mapping=mapping, site="plaza").unchanged == 1


def test_no_site_is_added_for_a_log_that_is_refused_anyway(mia: Actor, site: Site) -> None:
    with pytest.raises(NotPlaced):
        bring(mia, log(["Pier 9", 1], header=["site", "syringes"]), create_sites=True)
    assert Site.objects.of(mia).count() == 1


def test_rows_without_a_site_need_one_where_there_are_several(mia: Actor, site: Site, van: Site) -> None:
    content = log(["2026-03-01", 1], header=["date", "syringes"])
    with pytest.raises(NotPlaced) as refused:
        bring(mia, content)
    assert "site" in refused.value.unplaced.decisions
    assert bring(mia, content, site="van").created == 1
    assert standing(mia)[0].site_id == van.pk


def test_dates_that_can_be_read_in_two_ways_are_asked_about(mia: Actor, site: Site) -> None:
    content = log(["3/4/2026", 1], header=["date", "syringes"])
    with pytest.raises(NotPlaced) as refused:
        bring(mia, content)
    assert "dates" in refused.value.unplaced.decisions
    bring(mia, content, dates="day-first")
    assert standing(mia)[0].local_date.isoformat() == "2026-04-03"


def test_one_unmistakable_date_decides_for_all(mia: Actor, site: Site) -> None:
    bring(mia, log(["3/4/2026", 1], ["3/14/2026", 1], header=["date", "syringes"]))
    assert [e.local_date.isoformat() for e in standing(mia)] == ["2026-03-04", "2026-03-14"]


def test_old_codes_find_the_same_person_and_stand_nowhere(mia: Actor, site: Site) -> None:
    rows = [
        ["2026-03-01", "Plaza", "River 77", 1, "", "", ""],
        ["2026-03-02", "Plaza", "RIVER77", 1, "", "", ""],
    ]
    bring(mia, log(*rows))
    one, two = standing(mia)
    assert one.participant_id == two.participant_id is not None
    found = find_by_code(mia, "river-77")
    assert found is not None
    assert found.pk == one.participant_id
    kept = ParticipantCode.objects.of(mia).values_list("kind", flat=True)
    assert sorted(kept) == [CodeKind.EARLIER, CodeKind.RANDOM]
    every = str(list(ParticipantCode.objects.of(mia).values())) + str(
        list(ImportRun.objects.of(mia).values())
    )
    assert "RIVER77" not in every.upper().replace(" ", "")


def test_code_that_fits_the_recipe_is_the_one_that_answers_make(
    mia: Actor, site: Site, org: Organisation
) -> None:
    Organisation.objects.filter(pk=org.pk).update(code_recipe="mother_month_year")
    bring(mia, log(["2026-03-01", "Plaza", "MA0785", 1, "", "", ""]))
    assert ParticipantCode.objects.of(mia).get().kind == CodeKind.DERIVED
    assert find_by_code(mia, "ma0785") is not None


def test_codes_are_left_out_where_the_mapping_says_so(mia: Actor, site: Site) -> None:
    columns = {
        "date": Target("date"),
        "code": Target("code"),
        "syringes out": Target("item", "syringe-1ml-28g"),
    }
    left_out = {header: Target("leave_out") for header in HEADER if header not in columns}
    mapping = LogMapping(codes="leave-out", columns={**columns, **left_out})
    assert (
        bring(
            mia, log(["2026-03-01", "Plaza", "AB12", 1, "", "", ""]), mapping=write_mapping(mapping)
        ).created
        == 1
    )
    assert Participant.objects.of(mia).count() == 0


def test_codes_and_notes_are_left_out_where_the_place_forbids_them(
    mia: Actor, site: Site, org: Organisation
) -> None:
    for field in ("encounter.participant", "encounter.note"):
        FieldRule.objects.of(mia).create(
            organisation_id=org.pk,
            field=field,
            requirement=Requirement.FORBIDDEN,
            effective_from="2020-01-01",
            source="x",
        )
    Organisation.objects.filter(pk=org.pk).update(policy_version=7)
    assert bring(mia, log(["2026-03-01", "Plaza", "AB12", 1, "", "", "tall"])).created == 1
    assert Participant.objects.of(mia).count() == 0


def test_count_cannot_carry_a_code(mia: Actor, site: Site) -> None:
    content = log(["2026-03-01", "AB12", 5, 1], header=["date", "code", "people", "syringes"])
    outcome = bring(mia, content)
    assert (outcome.created, outcome.rejected) == (0, 1)
    assert outcome.errors[0]["column"] == "code"


def test_doses_become_whole_kits_or_are_refused(mia: Actor, site: Site) -> None:
    mapping = LogMapping(
        columns={"date": Target("date"), "doses": Target("item", "naloxone-nasal-4mg-kit", "doses")}
    )
    outcome = bring(
        mia,
        log(["2026-03-01", 4], ["2026-03-02", 5], header=["date", "doses"]),
        mapping=write_mapping(mapping),
    )
    assert (outcome.created, outcome.rejected) == (1, 1)
    assert quantities(mia) == {"naloxone-nasal-4mg-kit": 2}


def test_workbook_says_the_same_as_its_csv(mia: Actor, site: Site) -> None:
    outcome = bring(mia, workbook(HEADER, [date(2026, 3, 1), "Plaza", "", 20, 5, 1, ""]))
    assert outcome.created == 1
    assert bring(mia, log(ROW)).unchanged == 1


def test_mapping_that_names_nothing_known_is_refused(mia: Actor, site: Site) -> None:
    with pytest.raises(MappingRefused, match="TOML"):
        bring(mia, log(ROW), mapping="[columns")
    with pytest.raises(MappingRefused, match="shoe"):
        bring(mia, log(ROW), mapping='[columns]\n"shoe" = "boot"')
    with pytest.raises(MappingRefused, match="both"):
        bring(mia, log(ROW), mapping='[columns]\n"date" = "date"\n"notes" = "date"')
    with pytest.raises(MappingRefused, match="short text"):
        bring(mia, log(ROW), mapping='name = "a\\u0000b"')
    with pytest.raises(FileRefused):
        bring(mia, b"")
    assert Encounter.objects.of(mia).count() == 0


def test_rows_leave_the_disk_when_they_are_recorded(
    mia: Actor, site: Site, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        bring(mia, log(ROW))
    assert not list(keeping.folder().glob("*"))
