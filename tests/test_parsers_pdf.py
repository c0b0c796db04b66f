"""Layout of PDFs: reading order, furniture, hyphens, footnotes, tables, boxes; and recall of printed letters."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from benchmarks.printing import files, fpdf_pdf, reportlab_pdf
from benchmarks.printing.content import Content, contents
from benchmarks.reading import recall
from extractors.letter import Letter, Span
from pipeline.parsers import parse
from tests.wellformed import check

LONG = "Wij hebben de stukken besproken met reizigers en met mantelzorgers die het vervoer vaak gebruiken."


def read(data: bytes, name: str = "brief.pdf") -> Letter:
    letter = parse(data, name).letter
    check(letter)
    return letter


def printed(draw: Callable[[Canvas], None], pages: int = 1) -> Letter:
    """A letter of what `draw` puts on each page (from the top left, in points)."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    for _ in range(pages):
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return read(stream.getvalue())


def put(canvas: Canvas, x: float, y: float, *lines: str, size: float = 11, font: str = "Helvetica") -> float:
    """Lines from `y` points below the top; returns where the next line would stand."""
    canvas.setFont(font, size)
    for line in lines:
        canvas.drawString(x, 842 - y, line)
        y += 1.25 * size
    return y


def texts(letter: Letter, kind: str | None = None) -> list[str]:
    return [letter.quote(block.span) for block in letter.blocks if kind in (None, block.kind)]


def body(canvas: Canvas, y: float) -> float:
    y = put(canvas, 70, y, "Geacht college,") + 12
    return put(canvas, 70, y, LONG, "Daarover brengen wij u hierbij graag advies uit, zoals u ons hebt gevraagd.")


def test_address_beside_a_contact_block() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 360, 80, "Contactgegevens", "Wmo-raad Tiel", "wmo@tiel.example")
        put(canvas, 70, 94, "Het college van Tiel", "Postbus 1", "4000 AA Tiel")
        body(canvas, 200)

    text = printed(draw).text
    assert "Het college van Tiel\nPostbus 1\n4000 AA Tiel" in text
    assert "Contactgegevens\nWmo-raad Tiel\nwmo@tiel.example" in text


def test_labels_stay_with_their_values() -> None:
    def draw(canvas: Canvas) -> None:
        for row, (label, value) in enumerate([("Datum", "3 mei 2021"), ("Ons kenmerk", "W-12"), ("Betreft", "de bus")]):
            put(canvas, 70, 80 + 14 * row, label)
            put(canvas, 170, 80 + 14 * row, value)
        body(canvas, 200)

    head = texts(printed(draw), "letterhead")
    assert "\n".join(head) == "Datum 3 mei 2021\nOns kenmerk W-12\nBetreft de bus"


def test_labels_above_their_values() -> None:
    def draw(canvas: Canvas) -> None:
        for column, (label, value) in enumerate(
            [("Datum", "3 mei 2021"), ("Uw kenmerk", "Z-9"), ("Ons kenmerk", "W-12")]
        ):
            put(canvas, 70 + 150 * column, 80, label, value)
        body(canvas, 200)

    head = " ".join("\n".join(texts(printed(draw), "letterhead")).split())
    assert head == "Datum 3 mei 2021 Uw kenmerk Z-9 Ons kenmerk W-12"


def test_two_columns_of_running_text() -> None:
    left = [f"linker regel nummer {n} loopt door tot aan de rand" for n in range(30)]
    right = [f"rechter regel nummer {n} loopt door tot de rand" for n in range(30)]

    def draw(canvas: Canvas) -> None:
        put(canvas, 50, 80, *left, size=9)
        put(canvas, 310, 83, *right, size=9)  # not on the same lines as the left column

    text = " ".join(printed(draw).text.split())
    assert text == " ".join([*left, *right])


def test_furniture_is_kept_out_and_kept() -> None:
    page = iter(range(1, 9))

    def draw(canvas: Canvas) -> None:
        number = next(page)
        put(canvas, 70, 40, "Wmo-raad Tiel - advies vervoer", size=8)
        put(canvas, 280, 810, f"Pagina {number} van 3", size=8)
        canvas.saveState()
        canvas.rotate(45)
        canvas.setFont("Helvetica", 50)
        canvas.drawString(300, 100, "CONCEPT")
        canvas.restoreState()
        put(
            canvas,
            70,
            300,
            f"De raad schrijft op bladzijde {number} een zin die niet ophoudt maar",
            "verder gaat op de",
        )

    letter = printed(draw, pages=3)
    assert "Pagina" not in letter.text and "CONCEPT" not in letter.text and "Tiel" not in letter.text
    assert letter.pages[1].furniture == ("CONCEPT", "Wmo-raad Tiel - advies vervoer", "Pagina 2 van 3")


def test_the_letterhead_stays_where_later_pages_print_it_again() -> None:
    page = iter(range(1, 9))

    def draw(canvas: Canvas) -> None:
        number = next(page)
        if number != 2:
            put(canvas, 70, 40, "Cliëntenraad Werk Tiel")
        put(canvas, 70, 300, f"De raad schrijft op bladzijde {number} een zin die niet ophoudt maar", "verder gaat")

    text = printed(draw, pages=3).text
    assert text.count("Cliëntenraad Werk Tiel") == 2  # also above the signature on the last page


def test_a_paragraph_goes_on_over_the_page() -> None:
    number = iter(("eerste", "tweede"))

    def draw(canvas: Canvas) -> None:
        put(
            canvas,
            70,
            90,
            f"Het {next(number)} deel van een lange zin die zich uitstrekt over meer dan een blad papier en",
        )

    letter = printed(draw, pages=2)
    assert len(letter.blocks) == 1
    assert letter.text.count("\n") == 0
    places = letter.where(Span(0, len(letter.text)))
    assert [place.page for place in places] == [1, 2]
    assert letter.pages[1].span.start == letter.text.index("Het tweede")


def test_boxes_lie_on_the_words() -> None:
    letter = printed(lambda canvas: put(canvas, 100, 200, "Wij adviseren u te beginnen.") and None)
    (place,) = letter.where(Span(4, 13))
    assert letter.quote(Span(4, 13)) == "adviseren" and place.bbox is not None
    x0, top, x1, bottom = place.bbox
    assert 110 < x0 < 130 and 160 < x1 < 190 and 185 < top < 195 and 195 < bottom < 210


def test_hyphens_at_line_ends() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 70, 90, "De raad spreekt in de verga-", "dering met klant- en doel-", "groepen uit Pijnacker-")
        put(canvas, 70, y, "Nootdorp over de klant-", "en doelgroepen van de Wmo-", "raad en de re-integratie.")

    assert printed(draw).text == (
        "De raad spreekt in de vergadering met klant- en doelgroepen uit Pijnacker-Nootdorp over de klant- "
        "en doelgroepen van de Wmo-raad en de re-integratie."
    )


def test_bold_and_italic_and_headings() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 70, 60, "Advies over de bus", size=18, font="Helvetica-Bold")
        y = put(canvas, 70, 100, "Onze zorgen", font="Helvetica-Bold") + 4
        y = put(canvas, 70, y, LONG, "Dat is niet voor iedereen prettig geweest, zo hoorden wij van hen.") + 10
        put(canvas, 84, y, "• Krijgen alle reizigers een brief?", font="Helvetica-BoldOblique")

    letter = printed(draw)
    assert [(block.level, letter.quote(block.span)) for block in letter.blocks if block.kind == "heading"] == [
        (1, "Advies over de bus"),
        (2, "Onze zorgen"),
    ]
    question = letter.blocks[-1]
    assert (question.kind, question.marker) == ("list_item", "•")
    assert letter.styled(question.span, "bold") == letter.styled(question.span, "italic") == 1.0


def test_print_that_is_doubled_to_look_bold() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 70, 90, "Dubbel gedrukt")
        put(canvas, 70.4, 90, "Dubbel gedrukt")

    letter = printed(draw)
    assert letter.text == "Dubbel gedrukt"
    assert letter.styled(Span(0, 6), "bold") == 1.0


def test_letters_spaced_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "GESPERDE KOP", charSpace=4)

    assert printed(draw).text == "GESPERDE KOP"


def test_footnotes() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 70, 90, "De wet schrijft dit voor")
        canvas.setFont("Helvetica", 6)
        canvas.drawString(70 + canvas.stringWidth("De wet schrijft dit voor", "Helvetica", 11), 842 - 90 + 4, "1")
        put(canvas, 70, y, "en daarom verzoeken wij u om de regels aan te passen.")
        put(canvas, 70, 740, "1 Artikel 2.1.3 van de wet, en de toelichting", "daarop.", size=8)

    letter = printed(draw)
    assert letter.text.startswith("De wet schrijft dit voor en daarom verzoeken wij u")
    note = next(block for block in letter.blocks if block.kind == "footnote")
    assert (note.marker, letter.quote(note.span)) == ("1", "Artikel 2.1.3 van de wet, en de toelichting daarop.")


ROWS = [("Vraag", "Antwoord"), ("Komt er een halte?", "Ja"), ("Rijdt de bus laat?", "Soms"), ("Wat kost het?", "Veel")]


@pytest.mark.parametrize("ruled", [True, False])
def test_tables(ruled: bool) -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 70, 90, "Geacht college,")
        for row, cells in enumerate(ROWS):
            for column, cell in enumerate(cells):
                put(canvas, 75 + 200 * column, 150 + 20 * row, cell)
                if ruled:
                    canvas.rect(70 + 200 * column, 842 - 156 - 20 * row, 200, 20)

    letter = printed(draw)
    found = [(block.row, block.column, letter.quote(block.span)) for block in letter.blocks if block.table == 1]
    assert found == [(row, column, cell) for row, cells in enumerate(ROWS) for column, cell in enumerate(cells)]


def test_nested_lists() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 70, 100, "1. Eerste punt van de raad over het vervoer;")
        put(canvas, 90, 114, "a. onderdeel a van dit punt;")
        put(canvas, 110, 128, "• een kleinigheid;")
        put(canvas, 110, 142, "• nog een kleinigheid;")
        put(canvas, 90, 156, "b. onderdeel b van dit punt;")
        put(canvas, 70, 170, "2. Tweede punt.")

    letter = printed(draw)
    assert [(block.marker, block.level) for block in letter.blocks] == [
        ("1.", 1), ("a.", 2), ("•", 3), ("•", 3), ("b.", 2), ("2.", 1),
    ]  # fmt: skip


WAYS: dict[str, tuple[str, Callable[[Content], bytes]]] = {
    "reportlab": ("pdf", lambda content: reportlab_pdf.print_letter(content, "uitgevuld")),
    "kolommen": ("pdf", lambda content: reportlab_pdf.print_letter(content, "kolommen")),
    "fpdf2": ("pdf", lambda content: fpdf_pdf.print_letter(content, "gewoon")),
    "docx": ("docx", files.to_docx),
    "html": ("html", files.to_html),
    "txt": ("txt", files.to_txt),
}


@pytest.mark.parametrize("way", sorted(WAYS))
def test_words_in_the_right_order(way: str) -> None:
    suffix, print_letter = WAYS[way]
    for content in contents()[::4]:
        letter = read(print_letter(content), f"brief.{suffix}")
        assert recall(content.reading, letter.text) >= 0.99, content.name


def test_real_letters_read_as_their_text(shared: Path) -> None:
    for pdf in sorted((shared / "letters").glob("*.pdf")):
        source = next(path for path in pdf.parent.glob(f"{pdf.stem}.*") if path.suffix in (".md", ".txt"))
        expected, letter = read(source.read_bytes(), source.name), read(pdf.read_bytes(), pdf.name)
        assert recall(expected.text, letter.text) >= 0.99, pdf.name
