"""Compiles every `django.po` of the project into the `django.mo` that Django reads, with Babel alone."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent / "meetpoint"


def main() -> None:
    """Compile the catalogues that are newer than their compiled form."""
    for source in sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/django.po")):
        compile_catalogue(source)


def compile_catalogue(source: Path) -> Path:
    """Compile one catalogue beside itself and return the compiled file."""
    compiled = source.with_suffix(".mo")
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=source.parent.parent.name)
    fresh = compiled.with_suffix(".mo.part")
    with fresh.open("wb") as stream:
        write_mo(stream, catalogue)
    fresh.replace(compiled)
    return compiled


if __name__ == "__main__":
    main()
