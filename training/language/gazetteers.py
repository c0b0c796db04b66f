"""Two lists that the rules for names look things up in: place names and first names."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path

_PLACE = re.compile(r"[A-ZÀ-ÖØ-Þ'’][a-zà-ÿ'’-]*(?:[ -][A-Za-zà-ÿ'’]+){0,3}$")
_PERSON = re.compile(r"([A-ZÀ-Þ][a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+)?) \S")
_OFTEN = 3


def make(data: Path, target: Path) -> None:
    """Write `places.txt.gz` and `first_names.txt.gz` to the folder `target`."""
    with gzip.open(data / "gazetteer-geo.txt.gz", "rt", encoding="utf-8") as lines:
        places = {line.strip() for line in lines if _PLACE.match(line.strip()) and len(line) < 30}
    with gzip.open(data / "gazetteer-per.txt.gz", "rt", encoding="utf-8") as lines:
        counts = Counter(match[1] for match in map(_PERSON.match, lines) if match)
    _write(places, target / "places.txt.gz")
    _write({name for name, count in counts.items() if count >= _OFTEN}, target / "first_names.txt.gz")


def _write(names: set[str], path: Path) -> None:
    with gzip.GzipFile(path, "wb", mtime=0) as file:
        file.write("\n".join(sorted(names)).encode())
