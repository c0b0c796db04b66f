"""Clean text, words joined over lines, and what each piece of a letter is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.formulas import is_salutation
from extractors.letter import Letter
from pipeline.layout import BOLD, Piece, Row, Sheet, compose, structure
from pipeline.layout.clean import clean, clean_text, joint
from pipeline.layout.wording import (
    ended,
    goes_on,
    hangs,
    is_closing,
    is_heading_wording,
    is_label,
    split_marker,
)
from pipeline.parsers.text import pieces_of
from tests.wellformed import check


def letter_of(pieces: list[Piece]) -> Letter:
    made = compose(structure(pieces), [Sheet(1)], sha256="0" * 64, media_type="text/plain")
    check(made)
    return made


def read(text: str) -> Letter:
    pieces, sheets = pieces_of(text)
    made = compose(structure(pieces), sheets, sha256="0" * 64, media_type="text/plain")
    check(made)
    return made


def kinds(letter: Letter) -> list[tuple[str, str, str]]:
    return [(block.kind, block.marker, letter.quote(block.span)) for block in letter.blocks]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("de ﬁnanciële oﬃciële ﬂat", "de financiële officiële flat"),
        ("cafe\u0301 en e\u0301e\u0301n", "café en één"),
        ("met\u00a0vaste\u2009spaties", "met vaste spaties"),
        ("ver\u00adgadering", "vergadering"),  # a soft hyphen inside a line was not printed
        ("Pijnacker\u2011Nootdorp", "Pijnacker-Nootdorp"),
        ("\u202eomgekeerd\u202c", "omgekeerd"),
        ("nul\0teken", "nulteken"),
        ("\uf0b7 een punt", "• een punt"),  # a bullet from a symbol font
        ("  twee   spaties ", "twee spaties"),
    ],
)
def test_clean(printed: str, expected: str) -> None:
    assert clean_text(printed) == expected


def test_clean_keeps_looks_with_their_letters() -> None:
    text, looks = clean([("een ", 0), ("oﬃcieel", BOLD), (" stuk", 0)])
    assert text == "een officieel stuk"
    assert [char for char, look in zip(text, looks, strict=True) if look] == list("officieel")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("de klank\u00ad", "bordgroep", "de klankbordgroep"),  # hyphenated by the typesetter
        ("klant-", "en doelgroepen", "klant- en doelgroepen"),
        ("Pijnacker-", "Nootdorp", "Pijnacker-Nootdorp"),
        ("de Wmo-", "raad", "de Wmo-raad"),
        ("A&I-", "medewerkers", "A&I-medewerkers"),
        ("de re-", "integratie", "de re-integratie"),
        ("een verga-", "dering", "een vergadering"),
        ("sociaal-", "maatschappelijke", "sociaal-maatschappelijke"),
        ("onbetaald/", "vrijwillig", "onbetaald/vrijwillig"),
        ("info@", "raad.example", "info@raad.example"),
        ("zonder streepje", "verder", "zonder streepje verder"),
        ("een bedrag van 5 -", "zes", "een bedrag van 5 - zes"),
    ],
)
def test_joint(left: str, right: str, expected: str) -> None:
    drop, glue = joint(left, right)
    assert left[: len(left) - drop] + glue + right == expected


def test_joint_follows_the_document() -> None:
    assert joint("het ontwik-", "kelplan", words={"ontwikkelplan"}) == (1, "")
    assert joint("het vervolg-", "traject", words={"vervolg-traject"}) == (0, "")


@pytest.mark.parametrize(
    ("line", "marker"),
    [
        ("1. Kunt u zich vinden", "1."), ("a) het eerste", "a)"), ("(2) Vorm", "(2)"), ("• een punt", "•"),
        ("- een streepje", "-"), ("2.1 De pijlers", "2.1"), ("iv. het vierde", "iv."), ("Vraag 1: wat", ""),
        ("8. januari", ""), ("A. de Boer", ""), ("3 mei 2022", ""), ("-5 graden", ""), ("e.d. worden", ""),
    ],
)  # fmt: skip
def test_split_marker(line: str, marker: str) -> None:
    assert split_marker(line)[0] == marker


def test_wording() -> None:
    assert is_salutation("Geacht college,") and is_salutation("Beste leden van de raad,") and is_salutation("L.S.")
    assert not is_salutation("Beste praktijken uit het land laten zien dat het anders kan en dat is goed nieuws")
    assert is_closing("Met vriendelijke groet,") and is_closing("Hoogachtend,")
    assert not is_closing("Met vriendelijkheid alleen komen wij er niet.")
    assert is_label("Ons kenmerk: 12") and is_label("Datum") and not is_label("Datumprikker gebruiken")
    assert is_heading_wording("Inleiding:") and is_heading_wording("Advies 3") and is_heading_wording("Vraag 2b:")
    assert not is_heading_wording("Advies uitbrengen kan tot mei")
    assert ended("Dat is zo.") and ended("zei zij ‘ja.’") and not ended("de gemeente")
    assert hangs("in overleg met de") and hangs("eerst,") and not hangs("het gesprek")
    assert goes_on("verder met de zin") and not goes_on("cc: de raad") and not goes_on("Nieuwe zin")


LETTER = """Wmo-raad Culemborg
Postbus 1

Datum
3 mei 2021

Betreft: nieuwe regels
voor vervoer

Geachte leden van het college,

Op 2 april vroeg u ons om advies over het vervoer. Wij hebben de stukken
besproken en met reizigers gepraat, die vooral over de

wachttijden klaagden.

Aanbevelingen:

1. Leg de wachttijd vast in het contract, zodat de reiziger weet waar hij

aan toe is.

2. Vraag ieder jaar wat reizigers ervan vinden:
- met een enquête;
- in een gesprek.

Met vriendelijke groet,

Jannie Vos
voorzitter

Bijlage: verslag
"""


def test_a_plain_letter() -> None:
    letter = read(LETTER)
    found = kinds(letter)
    assert found[:3] == [
        ("letterhead", "", "Wmo-raad Culemborg\nPostbus 1"),
        ("letterhead", "", "Datum\n3 mei 2021"),
        ("letterhead", "", "Betreft: nieuwe regels\nvoor vervoer"),
    ]
    assert ("paragraph", "", "Geachte leden van het college,") in found
    assert any(text.endswith("vooral over de wachttijden klaagden.") for _, _, text in found)
    assert ("heading", "", "Aanbevelingen:") in found
    assert (
        "list_item",
        "1.",
        "Leg de wachttijd vast in het contract, zodat de reiziger weet waar hij aan toe is.",
    ) in found
    assert ("list_item", "-", "met een enquête;") in found
    assert ("signature", "", "Met vriendelijke groet,\nJannie Vos\nvoorzitter") in found
    assert found[-1] == ("paragraph", "", "Bijlage: verslag")
    bullets = [block.level for block in letter.blocks if block.marker == "-"]
    assert bullets == [2, 2]


def test_numbered_titles_are_headings_and_bold_lines_too() -> None:
    long = "Een uitgewerkte paragraaf ontbreekt op dit moment nog, en dat vindt de raad voor nu te begrijpen."
    letter = letter_of(
        [
            Piece("paragraph", [Row("Geacht college,")]),
            Piece("paragraph", [Row("1. Geldzaken")]),
            Piece("paragraph", [Row(long)]),
            Piece("paragraph", [Row("Wat ons opviel", bytes([BOLD]) * 14)]),
            Piece("paragraph", [Row(long)]),
            Piece("paragraph", [Row("Is er genoeg aandacht voor ouderen?", bytes([BOLD]) * 35)]),
            Piece("paragraph", [Row(long)]),
        ]
    )
    headings = [(marker, text) for kind, marker, text in kinds(letter) if kind == "heading"]
    assert headings == [("1.", "Geldzaken"), ("", "Wat ons opviel")]


def test_a_line_break_of_the_writer_starts_a_paragraph() -> None:
    first = Row("Wij lazen het plan met aandacht en vinden het helder.", hard=True)
    letter = letter_of([Piece("paragraph", [first, Row("Advies: begin met een proef in een wijk.")])])
    assert [text for _, _, text in kinds(letter)] == [first.text, "Advies: begin met een proef in een wijk."]


def test_items_without_bullets() -> None:
    rows = ["De raad let op:", "de wachttijd;", "de prijs;", "de halte.", "Verder geen opmerkingen."]
    letter = letter_of([Piece("paragraph", [Row(text)]) for text in rows])
    assert [kind for kind, _, _ in kinds(letter)] == ["paragraph", "list_item", "list_item", "list_item", "paragraph"]


words = st.text(st.characters(blacklist_categories=("Cs",)), max_size=40)


@settings(max_examples=60, deadline=None)
@given(st.lists(words, max_size=12))
def test_any_lines_make_a_well_formed_letter(lines: list[str]) -> None:
    read("\n".join(lines))


kind = st.sampled_from(["paragraph", "heading", "list_item", "table_cell", "footnote"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(kind, st.lists(words, min_size=1, max_size=4), st.booleans()), max_size=8))
def test_any_pieces_make_a_well_formed_letter(parts: list[tuple[str, list[str], bool]]) -> None:
    pieces = []
    for name, texts, hard in parts:
        rows = [Row.of([(text, BOLD if hard else 0)]) for text in texts]
        for row in rows:
            row.hard = hard
        pieces.append(Piece(name, [row for row in rows if row.text], table=1 if name == "table_cell" else 0))  # type: ignore[arg-type]
    letter_of(pieces)
