"""What a file is, told by its content; its name and what a browser says of it do not count."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from meetpoint.core.documents.models import FileType

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13}

CONTENT_TYPES: Mapping[str, str] = {
    FileType.PDF: "application/pdf",
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
    FileType.HEIC: "image/heic",
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileType.TEXT: "text/plain; charset=utf-8",
}
ENDINGS: Mapping[str, str] = {
    FileType.PDF: ".pdf",
    FileType.JPEG: ".jpg",
    FileType.PNG: ".png",
    FileType.HEIC: ".heic",
    FileType.DOCX: ".docx",
    FileType.TEXT: ".txt",
}
ACCEPT = ",".join((*ENDINGS.values(), ".jpeg", "image/jpeg", "image/png", "application/pdf"))


def type_of(content: bytes) -> FileType | None:
    """Return what a file is, or None for anything that is not taken: pages, drawings, programs, archives."""
    if content.startswith(b"%PDF-"):
        return FileType.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if content.startswith(PNG_HEAD):
        return FileType.PNG
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return FileType.HEIC
    if content.startswith(b"PK\x03\x04"):
        return FileType.DOCX if _is_word(content) else None
    return FileType.TEXT if _is_text(content) else None


def _is_word(content: bytes) -> bool:
    """Tell whether an archive is a document of Word, without programs in it."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        return False
    has_program = any(name.lower().endswith("vbaproject.bin") for name in names)
    return {"[Content_Types].xml", "word/document.xml"} <= names and not has_program


def _is_text(content: bytes) -> bool:
    """Tell whether it is text that a person wrote; pages and drawings for a browser are not taken."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if not text.strip() or not _CONTROL.isdisjoint(content):
        return False
    return not text.lstrip().startswith("<")
