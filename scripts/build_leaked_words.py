"""Makes meetpoint/core/access/data/leaked.txt.gz: what people guess first, most likely first.

Run with the folder of an unpacked zxcvbn 4.5.0 wheel: `python scripts/build_leaked_words.py FOLDER`.
"""

import gzip
import importlib.util
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
LAST_RANK = 15_000
LONG = 15
DATA = ROOT / "meetpoint" / "core" / "access" / "data"


def zxcvbn_lists(folder: Path) -> list[list[str]]:
    """Return zxcvbn's ranked lists: leaked passwords, English words, names, words of films."""
    spec = importlib.util.spec_from_file_location("lists", folder / "zxcvbn" / "frequency_lists.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return list(module.FREQUENCY_LISTS.values())


def main(folder: str) -> None:
    """Merge the lists by each word's best rank and write them."""
    common = Path(django.__file__).parent / "contrib" / "auth" / "common-passwords.txt.gz"
    spanish = (DATA / "spanish.txt").read_text().split()
    ranked = [gzip.decompress(common.read_bytes()).decode().split("\n"), spanish, *zxcvbn_lists(Path(folder))]
    rank: dict[str, int] = {}
    for words in ranked:
        for place, word in enumerate(words):
            if len(word) > 1 and word.isprintable() and "�" not in word:
                rank[word.lower()] = min(place, rank.get(word.lower(), place))
    rank = {word: place for word, place in rank.items() if place < LAST_RANK or len(word) >= LONG}
    text = "\n".join(sorted(rank, key=lambda word: (rank[word], word))) + "\n"
    (DATA / "leaked.txt.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main(sys.argv[1])
