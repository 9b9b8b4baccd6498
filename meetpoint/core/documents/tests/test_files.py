"""What a file is by its content, and what a picture tells no more."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetpoint.core.documents.files.heic import NotWhole
from meetpoint.core.documents.files.pictures import plain
from meetpoint.core.documents.files.types import CONTENT_TYPES, ENDINGS, type_of
from meetpoint.core.documents.models import FileType
from meetpoint.core.documents.tests.factories import (
    PDF,
    PLACE,
    SCAN,
    TEXT,
    chunk,
    exif,
    heic,
    jpeg,
    png,
    segment,
    word,
)

UPRIGHT = b"Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PDF, "pdf"),
        (jpeg(), "jpeg"),
        (png(), "png"),
        (heic(), "heic"),
        (word(), "docx"),
        (TEXT, "text"),
        ("Año nuevo\n".encode(), "text"),
        (b"\xef\xbb\xbfhello", "text"),
        (word(extra="word/vbaProject.bin"), None),
        (b"PK\x03\x04 no archive", None),
        (b"<html><script>alert(1)</script>", None),
        (b"  <svg onload=x>", None),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", None),
        (b"MZ\x90\x00program", None),
        (b"GIF89a\x01\x00", None),
        (b"", None),
        (b"  \n", None),
        (b"a\x00b", None),
        (b"\xff\xfea", None),
    ],
)
def test_file_is_told_by_its_content(content: bytes, found: str | None) -> None:
    assert type_of(content) == found


def test_every_type_has_an_ending_and_a_name_for_browsers() -> None:
    assert set(CONTENT_TYPES) == set(ENDINGS) == set(FileType)


@pytest.mark.parametrize(
    "telling",
    [
        segment(0xE1, exif(turned=1)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + PLACE),
        segment(0xE2, b"MPF\x00" + PLACE),
        segment(0xED, b"Photoshop 3.0\x00" + PLACE),
        segment(0xFE, PLACE),
        segment(0xEF, PLACE),
    ],
)
def test_jpeg_loses_what_it_tells(telling: bytes) -> None:
    assert plain(jpeg(telling, after=b"trailer" + PLACE), FileType.JPEG) == jpeg()


def test_jpeg_keeps_which_way_up_it_is_and_nothing_else() -> None:
    made = plain(jpeg(segment(0xE1, exif(turned=6))), FileType.JPEG)
    assert PLACE not in made
    assert UPRIGHT + struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) in made
    assert plain(made, FileType.JPEG) == made


@pytest.mark.parametrize("kept", [segment(0xE2, b"ICC_PROFILE\x00colours"), segment(0xEE, b"Adobe\x00d")])
def test_jpeg_keeps_its_colours(kept: bytes) -> None:
    assert plain(jpeg(kept), FileType.JPEG) == jpeg(kept)


@pytest.mark.parametrize(
    "broken",
    [
        b"Exif\x00\x00",
        b"Exif\x00\x00XX",
        b"Exif\x00\x00II\x2a\x00\xff\xff\xff\xff",
        b"Exif\x00\x00MM\x00\x2a",
    ],
)
def test_directory_that_cannot_be_read_goes(broken: bytes) -> None:
    assert plain(jpeg(segment(0xE1, broken)), FileType.JPEG) == jpeg()


def test_jpeg_of_several_scans_is_read_to_its_end() -> None:
    made = jpeg(SCAN, segment(0xC4, b"table"), after=PLACE)
    assert plain(made, FileType.JPEG) == made[: -len(PLACE)]


@pytest.mark.parametrize(
    "torn",
    [
        jpeg()[:-2],
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe1\x00\x01",
        b"\xff\xd8\xff\xe1\xff\xff",
        b"\xff\xd8text" + segment(0xE0, b"JFIF\x00"),
    ],
)
def test_torn_jpeg_is_refused(torn: bytes) -> None:
    with pytest.raises(NotWhole):
        plain(torn, FileType.JPEG)


@pytest.mark.parametrize("name", [b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME", b"prVW"])
def test_png_loses_what_it_tells(name: bytes) -> None:
    assert plain(png(chunk(name, PLACE)) + PLACE, FileType.PNG) == png()


def test_png_keeps_what_draws_it() -> None:
    assert plain(png(chunk(b"gAMA", b"\x00\x00\xb1\x8f")), FileType.PNG) == png(
        chunk(b"gAMA", b"\x00\x00\xb1\x8f")
    )


@pytest.mark.parametrize("torn", [png()[:-1], png()[:40], b"\x89PNG\r\n\x1a\n"])
def test_torn_png_is_refused(torn: bytes) -> None:
    with pytest.raises(NotWhole):
        plain(torn, FileType.PNG)


@pytest.mark.parametrize(("version", "method"), [(0, 0), (1, 0), (1, 1)])
def test_heic_is_overwritten_where_it_tells(version: int, method: int) -> None:
    before = heic(version=version, method=method)
    assert PLACE in before
    after = plain(before, FileType.HEIC)
    assert PLACE not in after
    assert len(after) == len(before)
    assert b"PICTURE" in after


@pytest.mark.parametrize("torn", [heic()[:24], heic()[:100], heic()[:-8], heic().replace(b"iloc", b"xxxx")])
def test_torn_heic_is_refused(torn: bytes) -> None:
    with pytest.raises(NotWhole):
        plain(torn, FileType.HEIC)


@given(
    st.binary(max_size=200),
    st.sampled_from([FileType.JPEG, FileType.PNG, FileType.HEIC]),
    st.integers(0, 250),
)
def test_no_picture_makes_it_fall_over(noise: bytes, kind: FileType, place: int) -> None:
    whole = {FileType.JPEG: jpeg(segment(0xE1, exif())), FileType.PNG: png(), FileType.HEIC: heic()}[kind]
    try:
        plain(whole[:place] + noise, kind)
    except NotWhole:
        return


def test_other_files_stay_as_they_are() -> None:
    assert plain(PDF, FileType.PDF) == PDF
