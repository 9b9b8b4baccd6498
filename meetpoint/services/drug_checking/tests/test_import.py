"""Laboratories' files: good rows stored once, bad ones named, whatever the layout."""

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from meetpoint.core.imports.errors import FileRefused
from meetpoint.core.supplies.queries import places_of
from meetpoint.lib.errors import NotAllowed
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.drug_checking.actions.files import discard, forget_old, preview, receive, take_in_file
from meetpoint.services.drug_checking.actions.importing import import_samples
from meetpoint.services.drug_checking.actions.results import void_analysis
from meetpoint.services.drug_checking.models import Analysis, Finding, LabFile, Sample
from meetpoint.services.drug_checking.reading.parsed import opened
from meetpoint.services.drug_checking.reading.tedi import read_tedi
from meetpoint.services.drug_checking.reading.unc import read_unc
from meetpoint.services.drug_checking.tests.factories import brought
from meetpoint.services.drug_checking.vocabulary import SOURCES, substance_called, substances
from meetpoint.services.drug_checking.vocabulary.expected import read_expected

FILES = Path(__file__).parent / "files"
SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"


def imported(path: Path, layout: str, **more: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("drugcheck", "import", path, layout=layout, json=True, stdout=out, **more)
    return json.loads(out.getvalue())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("analysis_dataset.csv", "lab_detail.csv"):
        (tmp_path / name).write_bytes((FILES / name).read_bytes())
    return tmp_path


def test_unc_folder_is_taken_in_once_and_bad_rows_are_named(ana, site, folder) -> None:
    first, again = imported(folder, "unc"), imported(folder, "unc")
    assert first["samples"] == {"added": 4, "known": 0}
    assert first["results"] == {"added": 4, "changed": 0, "known": 0}
    assert first["not_listed"] == {"a new thing nobody named": 1}
    assert [(one["file"], one["line"], one["column"]) for one in first["errors"]] == [
        ("analysis_dataset.csv", 6, "sampleid"),
        ("analysis_dataset.csv", 7, "date_collect"),
        ("analysis_dataset.csv", 8, "sampleid"),
        ("lab_detail.csv", 12, "sampleid"),
        ("lab_detail.csv", 13, "sampleid"),
        ("lab_detail.csv", 14, "abundance"),
    ]
    assert again["samples"] == {"added": 0, "known": 4}
    assert again["results"] == {"added": 0, "changed": 0, "known": 4}
    assert again["errors"] == first["errors"]
    assert (Sample.objects.of(ana).count(), Analysis.objects.of(ana).count()) == (4, 4)


def test_unc_rows_become_words_of_this_service(ana, site, folder) -> None:
    imported(folder, "unc")
    one = Sample.objects.of(ana).get(lab_id="900003")
    assert (one.expected, one.counted_as, one.form, one.container) == (
        "heroin,fentanyl",
        "several",
        "tar",
        "pill",
    )
    assert (one.colours, one.overdose, one.used_before) == ("brown", "involved", "no")
    assert (one.area, one.region, str(one.collected_on)) == ("Mill County", "NC", "2024-04-02")
    assert (one.receipt, one.confirmed_match) == ("", "unexpected")
    found = {
        (row.named, row.substance, row.abundance)
        for row in Finding.objects.of(ana).filter(analysis__sample=one)
    }
    assert ("heroin", "heroin", "indication") in found
    assert ("a new thing nobody named", "", "primary") in found
    nothing = Analysis.objects.of(ana).get(sample__lab_id="900004")
    assert (nothing.outcome, nothing.method, nothing.level) == ("nothing", "gcms", "confirmed")


def test_result_that_the_laboratory_corrected_takes_the_place_of_the_earlier(ana, site, folder) -> None:
    imported(folder, "unc")
    detail = folder / "lab_detail.csv"
    detail.write_text(
        detail.read_text().replace(
            '"fentanyl",3345,"437-38-7","UF599785JZ","trace"', '"fentanyl",3345,"437-38-7","UF599785JZ",""'
        )
    )
    assert imported(folder, "unc")["results"] == {"added": 0, "changed": 1, "known": 3}
    assert imported(folder, "unc")["results"] == {"added": 0, "changed": 0, "known": 4}
    of_one = Analysis.objects.of(ana).filter(sample__lab_id="900001")
    assert [test.voided_at is None for test in of_one.order_by("pk")] == [False, True]


def test_result_that_staff_took_out_stays_out(ana, site, folder) -> None:
    imported(folder, "unc")
    void_analysis(Analysis.objects.of(ana).get(sample__lab_id="900001"), by=ana)
    assert imported(folder, "unc")["results"]["known"] == 4
    assert not Analysis.objects.of(ana).filter(sample__lab_id="900001", voided_at=None).exists()


def test_laboratory_number_leads_back_to_the_sample_that_was_taken_in(ana, site, folder) -> None:
    ours = brought(ana, site, lab_id="900002", expected=("fentanyl",))
    told = imported(folder, "unc", release=True)
    assert (told["samples"]["known"], told["released"]) == (1, 1)
    ours.refresh_from_db()
    assert (ours.lab, ours.confirmed_match, ours.released_at is not None) == ("unc", "fits", True)
    assert imported(folder, "unc")["results"]["known"] == 4


def test_tedi_rows_quantities_and_units(ana, site) -> None:
    first, again = imported(FILES / "tedi.csv", "tedi"), imported(FILES / "tedi.csv", "tedi")
    assert (first["samples"], again["samples"]) == ({"added": 3, "known": 0}, {"added": 0, "known": 3})
    assert [(one["line"], one["column"]) for one in first["errors"]] == [
        (5, "test_method"),
        (6, "subs1_quant"),
    ]
    tablet = Finding.objects.of(ana).get(substance="mdma")
    assert (str(tablet.quantity.normalize()), tablet.unit) == ("162.5", "mg")
    assert Analysis.objects.of(ana).get(sample__lab_id="T-2").outcome == "no_match"
    assert "24" not in {str(value) for value in Sample.objects.of(ana).values_list("notes", flat=True)}


def test_dry_run_writes_nothing(ana, site, folder) -> None:
    assert imported(folder, "unc", dry_run=True)["samples"]["added"] == 4
    assert Sample.objects.of(ana).count() == 0


def test_what_is_no_such_file_is_refused_with_words(ana, site, tmp_path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    for path, layout in ((tmp_path, "unc"), (tmp_path, "tedi"), (tmp_path / "none.csv", "unc")):
        with pytest.raises(CommandError):
            imported(path, layout)
    with pytest.raises(CommandError, match="--org"):
        imported(FILES, "unc", org="nobody")
    with pytest.raises(CommandError, match="no such site"):
        imported(FILES, "unc", site="moon")


def test_file_is_looked_at_before_it_is_taken_in(ana, dee, site) -> None:
    files = [(name, (FILES / name).read_bytes()) for name in ("analysis_dataset.csv", "lab_detail.csv")]
    with pytest.raises(NotAllowed):
        receive(uuid7(), files, "unc", site.pk, by=ana)
    kept = receive(uuid7(), files, "unc", site.pk, by=dee)
    assert b"900001" not in bytes(kept.content)
    assert (preview(kept, by=dee).samples["added"], Sample.objects.of(dee).count()) == (4, 0)
    take_in_file(kept, by=dee, tell=False)
    assert (Sample.objects.of(dee).count(), LabFile.objects.of(dee).count()) == (4, 0)
    with pytest.raises(FileRefused):
        receive(uuid7(), [("x.csv", b"a,b\n1,2\n")], "unc", site.pk, by=dee)
    discard(receive(uuid7(), files, "unc", site.pk, by=dee), by=dee)
    old = receive(uuid7(), files, "unc", site.pk, by=dee)
    LabFile.objects.of(dee).filter(pk=old.pk).update(received_at="2020-01-01T00:00Z")
    assert forget_old(dee) == 1


def test_every_substance_is_found_by_each_of_its_names() -> None:
    assert len(substances()) > 140
    for one in substances().values():
        assert one.source in SOURCES.values()
        for name in (one.en, one.slug, *one.synonyms):
            found = substance_called(name)
            assert found is not None
            assert found.slug == one.slug, f"{name} names {found.slug} and {one.slug}"
    assert substance_called("Xilacina").slug == "xylazine"
    assert substance_called("who knows", cas="7361-61-7").slug == "xylazine"
    assert substance_called("who knows") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("heroin; fentanyl", ("heroin", "fentanyl")),
        ("3,4-MDMA", ("mdma",)),
        ("alprazolam", ("benzodiazepines",)),
        ("unknown", ("unknown",)),
        ("metonitazene", ("nitazenes",)),
        ("tusi", ("other",)),
        ("", ()),
    ],
)
def test_what_files_say_was_expected(text, words) -> None:
    assert read_expected(text) == words


def test_files_of_laboratories_that_are_at_hand_are_taken_in(dee, site) -> None:
    if not SHARED.is_dir():
        pytest.skip(f"there is no {SHARED}: no real files of laboratories were taken in")
    tried = {}
    for path in sorted(SHARED.rglob("*.csv")):
        header = set(next(csv.reader(StringIO(path.read_text(errors="replace"))), []))
        layout = (
            "unc" if {"sampleid", "substance"} <= header or {"sampleid", "date_collect"} <= header else ""
        )
        layout = layout or ("tedi" if {"sample_uid", "sold_as"} <= header else "")
        if layout:
            tried[path] = layout
    if not tried:
        pytest.skip(f"{SHARED} holds no file in the layout of UNC or TEDI: only made-up ones were taken in")
    read = {"unc": read_unc, "tedi": read_tedi}
    for path, layout in tried.items():
        parsed = read[layout]([(path.name, BytesIO(path.read_bytes()))])
        told = import_samples(parsed, places_of(dee)[site.pk], by=dee)
        assert told.rows > len(told.errors), f"{path.name}: every row is bad"


def test_header_is_read_whatever_its_letters() -> None:
    sheet = opened("x.csv", BytesIO(b" SampleID ;SUBSTANCE\n1;fentanyl\n"))
    assert sheet.header == ("sampleid", "substance")
