"""A small archive for tests: letters of invented councils, put into a store row by row."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sqlite_utils

from pipeline import migrations
from pipeline.encode import quantise
from pipeline.packing import pack_record
from pipeline.search.index import index_letter

THEMES = {
    "kwetsbare-groep": "kwetsbare groep",
    "mantelzorg": "mantelzorg",
    "tijdsdruk": "tijdsdruk",
    "vervoer": "vervoer en bereikbaarheid",
}


@dataclass(frozen=True)
class Part:
    """One passage; `fact` is advies or vraag, `themes` the ids it is tagged with."""

    text: str
    kind: str = "sentence"
    fact: str = ""
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """One letter of the archive."""

    id: str
    council: str
    municipality: str
    date: str
    title: str
    parts: tuple[Part, ...]
    document_type: str = "gevraagd_advies"
    verdict: str | None = None


SAMPLES = (
    Sample(
        "a" * 16,
        "Wmo-raad",
        "Kampen",
        "2019-05-14",
        "Advies beleidsplan ondersteuning",
        (
            Part("Reactietermijn", "heading"),
            Part(
                "De raad kreeg opnieuw maar negen dagen om te reageren.",
                themes=("tijdsdruk",),
            ),
            Part(
                "Wij adviseren u om adviesraden voortaan zes weken de ruimte te geven.",
                fact="advies",
                themes=("tijdsdruk",),
            ),
            Part("Mantelzorg", "heading"),
            Part(
                "Mantelzorgondersteuning verdient een vast loket in elke wijk.",
                fact="advies",
                themes=("mantelzorg",),
            ),
            Part("Let daarbij op kwetsbare groepen zonder netwerk.", themes=("kwetsbare-groep",)),
        ),
        verdict="positief_onder_voorwaarden",
    ),
    Sample(
        "b" * 16,
        "Participatieraad",
        "Venlo",
        "2021-10-02",
        "Ongevraagd advies vervoer",
        (
            Part("Kunt u zich vinden in de nieuwe halteplaatsen?", fact="vraag", themes=("vervoer",)),
            Part(
                "De bus stopt niet meer bij het verzorgingshuis, zodat bewoners niet naar de markt kunnen.",
                themes=("vervoer",),
            ),
            Part("Wij bevelen aan de oude halte te herstellen.", "list_item", "advies", ("vervoer",)),
            Part("<script>alert('x')</script> staat zo in de brief; DROP TABLE letters; NEAR(a b)."),
        ),
        document_type="ongevraagd_advies",
    ),
    Sample(
        "c" * 16,
        "Cliëntenraad Participatiewet",
        "Gouda",
        "2020-02-20",
        "Advies regeling bijzondere bijstand",
        (
            Part("De kwetsbare groep die niet met de computer overweg kan, valt buiten de boot."),
            Part("Eén adviesaanvraag bereikte ons pas na de besluitvorming.", themes=("tijdsdruk",)),
            Part("Mensen met schulden vinden de formulieren te ingewikkeld.", fact="advies"),
        ),
    ),
)


class HashEncoder:
    """A stand-in for the encoder: words hashed into 64 dimensions."""

    name, version, dimensions = "hash", "1", 64

    def encode(self, texts: list[str]) -> np.ndarray:
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for number, text in enumerate(texts):
            for word in text.lower().split():
                digest = hashlib.sha256(word[:6].encode()).digest()
                rows[number, digest[0] % 64] += 1 if digest[1] % 2 else -1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


def make(path: Path | None, samples: tuple[Sample, ...] = SAMPLES, index: bool = True) -> sqlite_utils.Database:
    """A store with these letters (in memory without a path)."""
    db = sqlite_utils.Database(path) if path else sqlite_utils.Database(memory=True)
    migrations.apply(db)
    for theme, label in THEMES.items():
        db["concerns"].insert({"id": theme, "label": label, "definition": label}, ignore=True)
    for sample in samples:
        add(db, sample, index)
    db.conn.commit()
    return db


def add(db: sqlite_utils.Database, sample: Sample, index: bool = True) -> None:
    """Puts one letter into the store."""
    text = "\n\n".join(part.text for part in sample.parts)
    layout = zlib.compress(json.dumps({"blocks": [], "lines": [], "styles": [], "metadata": {}}).encode())
    needed = {column.name: "" for column in db["letters"].columns if column.notnull}
    db["letters"].insert(
        needed
        | {
            "id": sample.id,
            "title": sample.title,
            "document_type": sample.document_type,
            "document_type_confidence": 0.9,
            "verdict": sample.verdict,
            "letter_date": sample.date,
            "year": int(sample.date[:4]),
            "subject": sample.title,
            "our_reference": f"{sample.municipality[:2].upper()}-{sample.date[:4]}-07",
            "your_reference": None,
            "council": sample.council,
            "council_id": f"{sample.municipality}-{sample.council}".lower().replace(" ", "-"),
            "municipality": sample.municipality,
            "municipality_code": None,
            "sender": sample.council,
            "sender_kind": "adviesraad",
            "addressee": "college van burgemeester en wethouders",
            "addressee_kind": "college",
            "text": text,
            "media_type": "text/plain",
            "page_count": 1,
            "word_count": len(text.split()),
            "quality": 1.0,
            "layout": layout,
            "record": pack_record({"sha256": sample.id * 4, "file": f"{sample.id}.txt", "advice": []}, text),
            "versions": "{}",
            "added_at": "2026-01-01T00:00:00+00:00",
        }
    )
    name = f"{sample.municipality.lower()}-{sample.date[:4]}.txt"
    db["sources"].insert(
        {
            "sha256": sample.id * 4,
            "letter_id": sample.id,
            "path": name,
            "name": name,
            "media_type": "text/plain",
            "size": len(text),
            "parent_sha256": None,
            "added_at": "2026-01-01T00:00:00+00:00",
        }
    )
    _add_parts(db, sample)
    if index:
        index_letter(db, sample.id)


def _add_parts(db: sqlite_utils.Database, sample: Sample) -> None:
    rounded = quantise(HashEncoder().encode([part.text for part in sample.parts]))
    place, section = 0, None
    for seq, part in enumerate(sample.parts):
        start, end = place, place + len(part.text)
        place = end + 2
        section = part.text if part.kind == "heading" else section
        digest = hashlib.sha256(part.text.encode()).digest()[:8]
        passage = (
            db["passage_spans"]
            .insert(
                {"letter_id": sample.id, "seq": seq, "kind": part.kind, "start": start, "end": end, "page": 1}
                | {"section": section, "text_hash": digest}
            )
            .last_pk
        )
        db["vectors"].insert({"text_hash": digest, "vector": rounded[seq].tobytes()}, ignore=True)
        common = {
            "letter_id": sample.id,
            "start": start,
            "end": end,
            "page": 1,
            "text": part.text,
            "confidence": 0.9,
        }
        if part.fact == "advies":
            db["advice"].insert({**common, "id": f"a{seq}", "strength": "advies", "cue": None, "section": section})
        if part.fact == "vraag":
            db["questions"].insert({**common, "id": f"q{seq}", "section": section, "stance": "kritisch"})
        for theme in part.themes:
            db["concern_mentions"].insert(
                {"passage_id": passage, "concern_id": theme, "letter_id": sample.id, "score": 0.8}
                | {"polarity": "zorg", "start": start, "end": end}
            )
