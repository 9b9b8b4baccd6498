import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from meetpoint.core.access.models import StaffMember
from meetpoint.core.imports.actions import receive_log
from meetpoint.core.imports.files import uploads
from meetpoint.core.imports.models import ImportRun, State
from meetpoint.core.imports.tests.factories import bring, log, run_of, standing, work_off
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7

ROWS = [["2026-03-01", "Pier 9", "", 20, 5, 1, ""], ["2026-03-02", "", "", -1, "", "", ""]]


@pytest.fixture
def browser(sign_in: Callable[..., Client], dee_member: StaffMember, mia: Actor, site: Site) -> Client:
    return sign_in(None, dee_member)


def upload(browser: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("van log.csv", content)
    return browser.post("/imports/new/", {"uid": str(uuid7()), "file": file, "name": "", "sheet": ""})


def posted(page: Any, **more: str) -> dict[str, str]:
    """What a browser would send for the mapping form as it is shown."""
    form = page.context["form"]
    return {**{field.html_name: field.value() or "" for field in form}, **more}


def test_wizard_from_the_file_to_the_result(browser: Client, mia: Actor) -> None:
    there = upload(browser, log(*ROWS))
    page = browser.get(there.url)
    assert page.status_code == 200
    assert "Pier 9" in page.content.decode()
    uid = UUID(there.url.split("/")[2])
    preview = browser.post(there.url, posted(page, **{"word-0": "plaza"}), follow=True)
    assert preview.status_code == 200
    shown = preview.context["preview"]
    assert (shown.rows, shown.good, shown.wrong) == (2, 1, 1)
    assert not shown.unplaced
    assert browser.post(f"/imports/{uid}/start/").status_code == 302
    assert b'hx-trigger="every 2s"' in browser.get(f"/imports/{uid}/").content
    work_off(mia)
    done = browser.get(f"/imports/{uid}/").content.decode()
    assert "hx-trigger" not in done
    rejected = browser.get(f"/imports/{uid}/rejected/?format=csv")
    assert b"less than nought" in b"".join(rejected.streaming_content)  # type: ignore[attr-defined]
    browser.post(f"/imports/{uid}/undo/")
    work_off(mia)
    assert standing(mia) == []


def test_log_without_codes_asks_nothing_about_them(browser: Client, mia: Actor) -> None:
    there = upload(browser, log(["2026-03-01", 5], header=["date", "syringes"]))
    form = browser.get(there.url).context["form"]
    shown = [*form.general(), *(each[part] for each in form.columns() for part in ("meaning", "unit"))]
    assert "codes" not in [field.name for field in shown]
    answer = browser.post(there.url, {field.html_name: field.value() or "" for field in shown})
    assert answer.url.endswith("/preview/")


def test_preview_says_which_rows_are_here_already(browser: Client, mia: Actor) -> None:
    content = log(["2026-03-01", "Plaza", "", 20, 5, 1, ""])
    bring(mia, content)
    run = receive_log(uuid7(), io.BytesIO(content), by=mia)
    preview = browser.get(f"/imports/{run.uid}/preview/").context["preview"]
    assert (preview.known, preview.good) == (1, 0)


def test_preview_keeps_count_across_days_on_which_nobody_came(browser: Client, mia: Actor) -> None:
    header = ["date", "people", "syringes"]
    first, empty, last = ["2026-03-01", 4, 9], ["2026-03-02", 0, ""], ["2026-03-03", 5, 7]
    bring(mia, log(first, empty, last, header=header))
    run = receive_log(uuid7(), io.BytesIO(log(first, empty, last, header=header)), by=mia)
    preview = browser.get(f"/imports/{run.uid}/preview/").context["preview"]
    assert (preview.rows, preview.known, preview.good) == (2, 2, 0)


def test_what_is_not_placed_yet_cannot_be_started(browser: Client, mia: Actor) -> None:
    run = receive_log(uuid7(), io.BytesIO(log(*ROWS)), by=mia)
    page = browser.get(f"/imports/{run.uid}/preview/")
    assert "Pier 9" in page.content.decode()
    browser.post(f"/imports/{run.uid}/start/")
    assert ImportRun.objects.of(mia).get().state == State.CHOOSING


def test_file_that_is_no_log_is_said_beside_the_field(browser: Client, mia: Actor) -> None:
    answer = upload(browser, b"PK\x03\x04nothing")
    assert answer.status_code == 200
    assert "file" in answer.context["form"].errors
    assert ImportRun.objects.of(mia).count() == 0


def test_file_beyond_the_limit_is_refused(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST_UPLOAD", 1_000)
    answer = upload(browser, b"a,b\n" * 1_000)
    assert "larger than" in str(answer.context["form"].errors["file"])


def test_two_columns_cannot_both_be_the_date(browser: Client, mia: Actor) -> None:
    there = upload(browser, log(*ROWS))
    page = browser.get(there.url)
    answer = browser.post(there.url, posted(page, **{"column-1": "date"}))
    assert "column-1" in answer.context["form"].errors


def test_table_is_read_again_from_another_row(browser: Client, mia: Actor) -> None:
    content = b"Van log,,\n,,\ndate,site,syringes\n2026-03-01,Plaza,4\n"
    there = upload(browser, content)
    browser.post(there.url, {"header_row": "1"})
    assert browser.get(there.url).context["form"].log.mapping.header_row == 1
    browser.post(there.url, {"header_row": "3"})
    assert browser.get(there.url).context["form"].log.sheet.headers == ("date", "site", "syringes")
    assert browser.post(there.url, {"header_row": "2"}, follow=True).status_code == 200
    assert browser.post(there.url, {"header_row": "x"}, follow=True).status_code == 200


def test_column_that_nobody_explained_is_pointed_out(browser: Client, mia: Actor) -> None:
    there = upload(browser, log(["2026-03-01", 4, "calm"], header=["date", "syringes", "mood of the van"]))
    page = browser.get(there.url)
    assert [each["header"] for each in page.context["columns"] if each["is_unclear"]] == ["mood of the van"]
    assert "1 column was not recognised." in page.content.decode()
    settled = browser.post(there.url, posted(page, **{"column-2": "leave_out"}), follow=True)
    assert settled.status_code == 200
    assert browser.get(there.url).context["unclear"] == 0


def test_what_has_to_be_said_is_not_called_optional(browser: Client, mia: Actor) -> None:
    page = browser.get(upload(browser, log(*ROWS)).url).content.decode()
    assert "Pier 9" in page
    assert "optional" not in page


def test_no_file_and_an_empty_file_say_what_to_do(browser: Client, mia: Actor) -> None:
    missing = browser.post("/imports/new/", {"uid": str(uuid7()), "name": "Van log", "sheet": ""})
    assert missing.context["form"].errors["file"] == ["Choose the file of the log."]
    assert 'value="Van log"' in missing.content.decode()
    assert "nothing in this file" in str(upload(browser, b"").context["form"].errors["file"])


def test_log_without_rows_is_said_and_cannot_be_imported(browser: Client, mia: Actor) -> None:
    run = receive_log(uuid7(), io.BytesIO(log()), by=mia)
    page = browser.get(f"/imports/{run.uid}/preview/").content.decode()
    assert "There are no rows under the names of the columns." in page
    assert "Change the columns" in page
    assert "Import 0" not in page


def test_preview_says_how_many_rows_the_button_imports(browser: Client, mia: Actor) -> None:
    rows = [[f"2026-03-0{day}", "Plaza", "", 20, "", "", "wet"] for day in (1, 2)]
    page = browser.get(f"/imports/{receive_log(uuid7(), io.BytesIO(log(*rows)), by=mia).uid}/preview/")
    assert "Import 2 rows" in page.content.decode()
    assert "Count the shelves afterwards" in page.content.decode()
    assert "and a note" not in page.content.decode()


def test_list_names_the_log_in_spanish_and_says_that_rows_wait(browser: Client, mia: Actor) -> None:
    bring(mia, log(["2026-03-01", "Plaza", "", 20, "", "", ""], ["2026-03-02", "Plaza", "", -1, "", "", ""]))
    shown = browser.get("/imports/", headers={"accept-language": "es"}).content.decode()
    assert "Nombre del registro" in shown
    assert "Listo, con filas rechazadas" in shown


def test_undone_import_does_not_say_that_its_rows_are_here(browser: Client, mia: Actor) -> None:
    outcome = bring(
        mia, log(["2026-03-01", "Plaza", "", 20, "", "", ""], ["2026-03-02", "", "", -1, "", "", ""])
    )
    address = f"/imports/{outcome.uid}/"
    assert "is not recorded twice" in browser.get(address).content.decode()
    browser.post(f"{address}undo/")
    work_off(mia)
    undone = browser.get(address).content.decode()
    assert "Nothing of this log counts any more." in undone
    assert "is not recorded twice" not in undone


def test_log_can_be_thrown_away(browser: Client, mia: Actor) -> None:
    there = upload(browser, log(*ROWS))
    browser.post(there.url.replace("columns", "discard"))
    assert ImportRun.objects.of(mia).count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_number_of_queries(
    rows: int, browser: Client, mia: Actor, django_assert_num_queries: Any
) -> None:
    for day in range(rows):
        bring(mia, log([f"2026-03-0{day + 1}", "Plaza", "", 20, 5, 1, ""]), is_new_log=True)
    browser.get("/imports/")
    with django_assert_num_queries(QUERIES):
        browser.get("/imports/")


QUERIES = 3


def test_problems_list_asks_the_same_number_of_queries(
    browser: Client, mia: Actor, django_assert_num_queries: Any
) -> None:
    bad = ["2026-03-01", "Plaza", "", -1, "", "", ""]
    for count in (1, 3):
        run = run_of(mia, bring(mia, log(*[bad] * count), is_new_log=True))
        browser.get(f"/imports/{run.uid}/rejected/")
        with django_assert_num_queries(QUERIES + 1):
            browser.get(f"/imports/{run.uid}/rejected/")
