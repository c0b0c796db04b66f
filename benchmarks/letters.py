"""Makes archives of any size out of the sentences in `corpus/`: varied letters, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

ROOT = Path(__file__).resolve().parents[1]
COUNCILS = (
    "Adviesraad Sociaal Domein", "Wmo-raad", "Cliëntenraad Participatiewet", "Seniorenraad", "Participatieraad",
    "Jongerenraad", "Platform Gehandicapten", "Adviesraad Samenleving",
)  # fmt: skip
PLACES = (
    "Assen", "Breda", "Culemborg", "Delft", "Emmen", "Franeker", "Goes", "Heerlen", "IJsselstein", "Kampen",
    "Lelystad", "Meppel", "Nijmegen", "Oss", "Purmerend", "Roosendaal", "Schagen", "Tiel", "Urk", "Vlissingen",
)  # fmt: skip
SUBJECTS = (
    "Verordening maatschappelijke ondersteuning", "Beleidsplan schuldhulpverlening", "Nota mantelzorg",
    "Uitvoeringsplan beschut werk", "Woonzorgvisie", "Regeling collectief vervoer", "Inkoop jeugdhulp",
)  # fmt: skip
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
HEADINGS = (
    "Inleiding", "Toegang tot hulp", "Eigen bijdrage", "Mantelzorg", "Communicatie met inwoners", "Vervoer",
    "Wachttijden", "Positie van cliënten", "Preventie", "Samenwerking in de wijk", "Evaluatie", "Financiën",
    "Privacy", "Jeugdigen en ouders", "Wonen en zorg", "Ten slotte",
)  # fmt: skip
SHORTEST = 9
"""Words in the shortest sentence that is taken: in council letters sentences have some 15."""
NAMES = ("A. Bakker", "M. de Wit", "J. van Dijk", "S. Yilmaz", "P. ter Horst", "L. Mulder-Bos", "R. Kok")


@cache
def sentences() -> tuple[str, ...]:
    """The training sentences of the corpus that are as long as those of letters, without their marks."""
    lines = [
        line.partition("\t")[2]
        for path in sorted((ROOT / "corpus" / "sentences" / "train").glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return tuple(line.replace("[[", "").replace("]]", "") for line in lines if len(line.split()) >= SHORTEST)


def letter(number: int, words: int = 480) -> list[str]:
    """The paragraphs of letter `number`, about `words` words of running text: two full pages in print."""
    random_ = random.Random(number)
    place = random_.choice(PLACES)
    day = date(2014, 1, 6) + timedelta(days=random_.randrange(4200))
    asked = day - timedelta(days=random_.randrange(14, 60))
    council, subject = random_.choice(COUNCILS), random_.choice(SUBJECTS)
    paragraphs = [
        f"{council} {place}",
        f"Aan het college van burgemeester en wethouders van de gemeente {place}",
        f"Datum: {_printed(day)}",
        f"Ons kenmerk: {council[:3].upper()} {day.year}-{number:05d}",
        f"Betreft: {subject}",
        "Geacht college,",
        f"Op {_printed(asked)} vroeg u ons om advies over de {subject.lower()} van de gemeente {place}.",
    ]
    count = 0
    for part in range(1, 99):
        body = " ".join(_vary(random_, place) for _ in range(random_.randrange(4, 9)))
        paragraphs += [f"{part}. {random_.choice(HEADINGS)}", body]
        count += len(body.split())
        if count >= words:
            break
    return [
        *paragraphs,
        "Met vriendelijke groet,",
        f"namens de {council} {place},",
        random_.choice(NAMES),
        "voorzitter",
    ]


def _printed(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _vary(random_: random.Random, place: str) -> str:
    """A sentence of the corpus, mostly made unique, as the sentences of real letters are."""
    sentence = random_.choice(sentences())
    if random_.random() < 0.8:
        sentence = f"{sentence.rstrip('.!?')} (dossier {random_.randrange(10**6)}, {place})."
    return sentence


def write_text(folder: Path, count: int, start: int = 0) -> Path:
    """`count` letters as plain text in `folder`, which is returned."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(start, start + count):
        (folder / f"brief-{number:06d}.txt").write_text("\n\n".join(letter(number)) + "\n", encoding="utf-8")
    return folder


def write_pdf(folder: Path, count: int, start: int = 0) -> Path:
    """`count` letters as two-page PDFs in `folder`, which is returned."""
    folder.mkdir(parents=True, exist_ok=True)
    style = getSampleStyleSheet()["BodyText"]
    for number in range(start, start + count):
        target = folder / f"brief-{number:06d}.pdf"
        SimpleDocTemplate(str(target), pagesize=A4, invariant=1).build(list(_flow(letter(number), style)))
    return folder


def _flow(paragraphs: list[str], style: object) -> Iterator[object]:
    for paragraph in paragraphs:
        yield Paragraph(paragraph.replace("&", "&amp;").replace("<", "&lt;"), style)
        yield Spacer(1, 6)
