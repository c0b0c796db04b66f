"""Every format: what a small letter becomes, and that odd bytes are refused with one clear line."""

from __future__ import annotations

import io
import shutil
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.letter import Letter
from pipeline.errors import UnreadableFile
from pipeline.limits import Limits
from pipeline.parsers import Parsed, ocr, parse, textlayer
from pipeline.parsers.decode import decode
from pipeline.parsers.kind import kind_of
from pipeline.parsers.markdown import to_html
from tests import hostile
from tests.wellformed import check


def read(data: bytes | str, name: str) -> Letter:
    parsed = parse(data.encode() if isinstance(data, str) else data, name)
    check(parsed.letter)
    return parsed.letter


def kinds(letter: Letter) -> list[tuple[str, str, str]]:
    return [(block.kind, block.marker, letter.quote(block.span)) for block in letter.blocks]


# --- text and Markdown ----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_encodings(encoding: str) -> None:
    text = "Geachte heer Özdemir,\r\n\r\nDe cliënten in Súdwest-Fryslân vragen één loket.\r\n"
    assert decode(text.encode(encoding)) == text.replace("\r\n", "\n")
    assert "één loket" in read(text.encode(encoding), "brief.txt").text


def test_page_numbers_at_a_form_feed_are_kept_apart() -> None:
    letter = read("Geacht college,\n\nDe raad vindt het plan in\n- 1 -\n\f\nhoofdlijnen goed.\n- 2 -\n", "brief.txt")
    assert "De raad vindt het plan in hoofdlijnen goed." in letter.text
    assert [page.furniture for page in letter.pages] == [("- 1 -",), ("- 2 -",)]
    assert letter.page_at(letter.text.index("hoofdlijnen")) == 2


MARKDOWN = """\
Adviesraad Meppel
Postbus 5

**Datum:** 5 mei 2020<br>
**Betreft:** de bus

Geacht college,

## 2) Vervoer

Wij lazen het plan en zagen dat de

bus vaker rijdt.

- ***Rijdt de bus ook 's avonds?***
- een tweede
  - een derde

1) eerst
2) dan

| Vraag | Antwoord |
|-------|----------|
| Komt er een halte? | Ja |

Met vriendelijke groet,<br>
Ans Kok
"""


def test_markdown() -> None:
    letter = read(MARKDOWN, "brief.md")
    found = kinds(letter)
    assert ("letterhead", "", "Adviesraad Meppel\nPostbus 5") in found
    assert ("letterhead", "", "Datum: 5 mei 2020\nBetreft: de bus") in found
    assert ("heading", "2)", "Vervoer") in found
    assert ("paragraph", "", "Wij lazen het plan en zagen dat de bus vaker rijdt.") in found
    assert ("list_item", "1)", "eerst") in found
    assert ("table_cell", "", "Komt er een halte?") in found
    assert ("signature", "", "Met vriendelijke groet,\nAns Kok") in found
    question = next(block for block in letter.blocks if letter.quote(block.span).startswith("Rijdt"))
    assert question.marker == "-" and question.kind == "list_item"
    assert letter.styled(question.span, "bold") > 0.99 and letter.styled(question.span, "italic") > 0.99
    assert [block.level for block in letter.blocks if block.marker == "-"] == [1, 1, 2]


def test_tab_separated_lines_in_markdown_are_table_rows() -> None:
    letter = read("<b>Datum</b>\t3 mei 2021\n<b>Doel</b>\t<p>Een.</p><ul><li>- twee</li></ul>\n", "opdracht.md")
    cells = [(block.row, block.column, letter.quote(block.span)) for block in letter.blocks if block.table == 1]
    assert cells == [(0, 0, "Datum"), (0, 1, "3 mei 2021"), (1, 0, "Doel"), (1, 1, "Een."), (1, 1, "twee")]
    assert "<table>" in to_html("a\tb")


# --- HTML -----------------------------------------------------------------------------------------

PAGE = """<!doctype html><html><head><title>Advies</title><style>p{}</style></head><body>
<nav><ul><li>Home</li><li>Contact</li></ul></nav><div class="cookie-melding cookie">Wij gebruiken cookies</div>
<main><h1>Advies over de bus</h1><p>Geacht college,</p><p>De raad is <b>niet</b> <i>tegen</i>
het plan.</p><ol start="3" type="a"><li>één</li><li>twee</li></ol><script>alert(1)</script>
<div style="display:none">verborgen</div><p>Hoogachtend,<br>B. Smit</p></main>
<footer><a href="/">Privacyverklaring</a></footer></body></html>"""


def test_html_without_boilerplate() -> None:
    letter = read(PAGE, "brief.html")
    for word in ("Home", "cookies", "alert", "verborgen", "Privacy"):
        assert word not in letter.text
    assert ("list_item", "c.", "één") in kinds(letter)
    assert ("paragraph", "", "De raad is niet tegen het plan.") in kinds(letter)
    assert ("signature", "", "Hoogachtend,\nB. Smit") in kinds(letter)
    assert letter.metadata["title"] == "Advies"
    assert {(style.kind, letter.quote(style.span)) for style in letter.styles} == {
        ("bold", "niet"),
        ("italic", "tegen"),
    }


# --- Word and OpenDocument ------------------------------------------------------------------------


def _docx(**more: Any) -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Kopregel"
    for text in ("Aan het college\nPostbus 1", "Datum: 3 mei 2023", "Geacht college,"):
        document.add_paragraph(text)
    document.add_heading("Inleiding", 1)
    paragraph = document.add_paragraph("Wij adviseren u ")
    paragraph.add_run("dringend").bold = True
    paragraph.add_run(" te beginnen.")
    for style, text in (
        ("List Bullet", "punt"),
        ("List Number", "eerst"),
        ("List Number", "dan"),
        ("List Bullet 2", "dieper"),
    ):
        document.add_paragraph(text, style=style)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "links", "rechts"
    document.add_paragraph("Met vriendelijke groet,")
    document.add_paragraph("Jan de Wit")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


WORD = [
    ("letterhead", "", "Aan het college\nPostbus 1"),
    ("letterhead", "", "Datum: 3 mei 2023"),
    ("paragraph", "", "Geacht college,"),
    ("heading", "", "Inleiding"),
    ("paragraph", "", "Wij adviseren u dringend te beginnen."),
    ("list_item", "•", "punt"),
    ("list_item", "1.", "eerst"),
    ("list_item", "2.", "dan"),
    ("list_item", "•", "dieper"),
    ("table_cell", "", "links"),
    ("table_cell", "", "rechts"),
    ("signature", "", "Met vriendelijke groet,\nJan de Wit"),
]


def test_docx() -> None:
    letter = read(_docx(), "brief.docx")
    assert kinds(letter) == WORD
    assert letter.pages[0].furniture == ("Kopregel",)
    assert [letter.quote(style.span) for style in letter.styles] == ["Inleiding", "dringend"]


def test_docx_tracked_changes_text_boxes_and_footnotes() -> None:
    def run(text: str) -> str:
        return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"

    deleted = "<w:del><w:r><w:delText>eisen</w:delText></w:r></w:del>"
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run('Let op: kader.')}</w:p></w:txbxContent></w:pict></w:r>"
    reference = "<w:r><w:footnoteReference w:id='2'/></w:r>"
    words = f"{run('Wij ')}<w:ins>{run('vinden ')}</w:ins>{deleted}{run('dat')}{reference}{run(' het kan.')}"
    paragraph = f"<w:p>{words}{box}</w:p>"
    inner = f"<w:footnote w:id='2'><w:p>{run('Zie de bijlage.')}</w:p></w:footnote>"
    note = f"<w:footnotes {hostile.W}>{inner}</w:footnotes>"
    letter = read(hostile.docx(hostile._body(paragraph), **{"word/footnotes.xml": note}), "brief.docx")
    assert kinds(letter) == [
        ("paragraph", "", "Wij vinden dat het kan."),
        ("paragraph", "", "Let op: kader."),
        ("footnote", "1", "Zie de bijlage."),
    ]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", ["odt", "rtf"])
def test_other_word_formats_say_the_same(suffix: str) -> None:
    from benchmarks.printing.files import with_office

    data = with_office(_docx(), "docx", suffix)
    assert data is not None
    assert kinds(read(data, f"brief.{suffix}")) == WORD


def test_rtf_without_libreoffice_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.parsers.office.soffice", lambda: None)
    with pytest.raises(UnreadableFile, match=r"brief\.rtf.*LibreOffice.*install") as caught:
        parse(b"{\\rtf1 Geacht college}", "brief.rtf")
    assert caught.value.reason == "libreoffice_ontbreekt"


def test_odt_lists_notes_and_deletions() -> None:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    inner = (
        "<text:tracked-changes><text:p>weg</text:p></text:tracked-changes><text:h text:outline-level='2'>Kop</text:h>"
        "<text:p>Een<text:s/>zin<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Noot."
        "</text:p></text:note-body></text:note> hier.</text:p><text:list><text:list-item><text:p>punt</text:p>"
        "<text:list><text:list-item><text:p>dieper</text:p></text:list-item></text:list></text:list-item></text:list>"
    )
    assert names in hostile._odt_body(inner)
    assert kinds(read(hostile.odt(hostile._odt_body(inner)), "brief.odt")) == [
        ("heading", "", "Kop"),
        ("paragraph", "", "Een zin hier."),
        ("footnote", "1", "Noot."),
        ("list_item", "•", "punt"),
        ("list_item", "•", "dieper"),
    ]


# --- mail and zip ---------------------------------------------------------------------------------


def test_mail_with_attachments() -> None:
    message = EmailMessage()
    message["From"] = "Wmo-raad Tiel <wmo@tiel.example>"
    message["Subject"] = "Advies over één bus"
    message["Date"] = "Tue, 03 May 2022 10:00:00 +0200"
    message.set_content("Geacht college,\n\nplatte tekst\n")
    message.add_alternative("<p>Geacht college,</p><p>De rijke tekst is beter.</p>", subtype="html")
    message.add_attachment(_docx(), maintype="application", subtype="x", filename="brief.docx")
    message.add_attachment(b"\x89PNG\r\n\x1a\n" + b"0" * 99, maintype="image", subtype="png", filename="logo.png")
    parsed = parse(message.as_bytes(), "bericht.eml")
    check(parsed.letter)
    assert kinds(parsed.letter)[0] == (
        "letterhead", "", "Van: Wmo-raad Tiel <wmo@tiel.example>\nDatum: 3 mei 2022\nOnderwerp: Advies over één bus",
    )  # fmt: skip
    assert "rijke tekst" in parsed.letter.text and "platte tekst" not in parsed.letter.text
    assert [item.name for item in parsed.attachments] == ["brief.docx"]


def test_zip() -> None:
    parsed = parse(hostile.zipped({"map/brief.txt": hostile.LETTER, "__MACOSX/._brief.txt": "x"}), "brieven.zip")
    assert parsed.letter.text == ""
    assert [item.name for item in parsed.attachments] == ["brief.txt"]


def test_outlook_message(monkeypatch: pytest.MonkeyPatch) -> None:
    class Attachment:
        attached_by_value, file_name, file_bytes = True, "advies.txt", hostile.LETTER.encode()

    class Message:
        sender, subject, body, html_body, sent_date = "Raad <r@r.example>", "Advies", hostile.LETTER, None, None
        recipients: tuple[()] = ()
        attachments = (Attachment(),)

    monkeypatch.setattr("oxmsg.Message.load", lambda data: Message())
    parsed = parse(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "bericht.msg")
    check(parsed.letter)
    assert parsed.letter.text.startswith("Van: Raad <r@r.example>\nOnderwerp: Advies\n\nGeacht college,")
    assert [item.name for item in parsed.attachments] == ["advies.txt"]


# --- kinds, scans, text layers --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.4", "brief.txt.pdf", "pdf"), (b"\r\n%PDF-1.4", "zonder", "pdf"), (b"Geacht", "brief.TXT", "text"),
        (b"{\\rtf1", "brief.doc", "office"), (b"\x89PNG\r\n\x1a\n", "scan.jpg", "scan"), (b"# Kop", "a.md", "markdown"),
        (b"\xef\xbb\xbf\n<!-- brief --> <!DOCTYPE html><p>Geacht", "brief", "html"), (b"<HTML lang=nl>", "a.1", "html"),
        (b"<html>is een opmaaktaal", "brief.txt", "text"),
    ],
)  # fmt: skip
def test_kind_of(data: bytes, name: str, kind: str) -> None:
    assert kind_of(data, name) == kind


def test_scan_without_tesseract_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.parsers.ocr.missing", lambda: "install Tesseract")
    with pytest.raises(UnreadableFile, match=r"scan\.png.*install Tesseract") as caught:
        parse(hostile._png(100, 100), "scan.png")
    assert caught.value.reason == "ocr_ontbreekt"


@pytest.mark.skipif(bool(ocr.missing()), reason="Tesseract with Dutch is not installed")
def test_scan() -> None:
    import reportlab
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"), 34)
    image = Image.new("L", (1400, 500), 255)
    lines = ["Geacht college,", "Wij adviseren u de wachttijden te verkorten.", "Hoogachtend,"]
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((80, 60 + 120 * number), line, font=font, fill=0)
    stream = io.BytesIO()
    image.rotate(1.0, fillcolor=255).save(stream, "PNG", dpi=(200, 200))
    letter = read(stream.getvalue(), "scan.png")
    assert "Wij adviseren u de wachttijden te verkorten." in letter.text
    assert letter.pages[0].source == "ocr" and letter.pages[0].quality > 0.8
    assert letter.lines


@pytest.mark.parametrize(
    ("text", "garbage"),
    [
        ("De raad adviseert u om de wachttijden te verkorten en daarover met ons te spreken. " * 3, False),
        ("Wrr dqylvhuuhqg rp gh zdfkwwlmghq wh yhunruwhq bq gddurykhu phw rqv wh vsuhnhq, grru. " * 3, True),
        ("\ue001\ue002\ue003 \ue004\ue005" * 20, True),
        ("Datum 3 mei 2021", False),
        ("WMO-RAAD GOUDA GEMEENTE GOUDA PGB WLZ CAK UWV " * 8 + " van de en het", False),
    ],
)
def test_text_layer(text: str, garbage: bool) -> None:
    assert textlayer.look(text).garbage is garbage


# --- fuzz: any bytes are a letter or are refused --------------------------------------------------

LIMITS = Limits(pages=20, page_characters=5000, unpacked_bytes=5_000_000, file_bytes=2_000_000, elements=20_000)
FUZZ = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
SEEDS: dict[str, bytes] = {
    "brief.pdf": hostile.pdf(),
    "brief.docx": hostile.docx(hostile._body(hostile._p("Geacht college") + "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>")),
    "brief.odt": hostile.odt(
        hostile._odt_body("<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>")
    ),
    "brief.html": PAGE.encode(),
    "brief.md": MARKDOWN.encode(),
    "brief.txt": hostile.LETTER.encode(),
    "brief.eml": hostile._nested_mail(2),
    "brief.msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "brief.zip": hostile.zipped({"brief.txt": hostile.LETTER, "x.eml": b"Subject: x\n\ny"}),
    "brief.png": hostile._png(20, 20),
}


def _survives(data: bytes, name: str) -> None:
    """Reading gives a well-formed letter or one line of refusal, never anything else."""
    try:
        parsed = parse(data, name, LIMITS)
    except UnreadableFile as error:
        assert error.reason and str(error).startswith(name)
        return
    assert isinstance(parsed, Parsed)
    check(parsed.letter)


@pytest.mark.parametrize("name", sorted(SEEDS))
@FUZZ
@given(data=st.data())
def test_changed_files(name: str, data: st.DataObject) -> None:
    content = bytearray(SEEDS[name])
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, max(0, len(content) - 1)))
        match data.draw(st.sampled_from(["set", "cut", "insert", "repeat"])):
            case "set" if content:
                content[place] = data.draw(st.integers(0, 255))
            case "cut":
                del content[place : place + data.draw(st.integers(1, 40))]
            case "insert":
                content[place:place] = data.draw(st.binary(max_size=12))
            case _:
                content[place:place] = content[place : place + 60] * 2
    _survives(bytes(content), name)


@pytest.mark.parametrize("name", sorted(SEEDS))
@FUZZ
@given(data=st.binary(max_size=300))
def test_any_bytes(name: str, data: bytes) -> None:
    _survives(data, name)


XML_WORDS = st.sampled_from(
    [
        "<w:p>",
        "</w:p>",
        "<w:r>",
        "</w:r>",
        "<w:t>tekst</w:t>",
        "<w:tbl>",
        "</w:tbl>",
        "<w:tr>",
        "</w:tr>",
        "<w:tc>",
        "</w:tc>",
        "<w:ins>",
        "</w:ins>",
        "<w:br/>",
        "<w:pPr><w:numPr><w:numId_w:val='1'/></w:numPr></w:pPr>",
        "<w:sectPr/>",
        "<w:sym_w:char='F0B7'/>",
    ]
).map(lambda word: word.replace("_", " "))
HTML_WORDS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "</tr>",
        "</table>",
        "<br>",
        "<b>",
        "</b>",
        "<h2>",
        "</h2>",
        "1._een_",
        "&shy;",
        "&#0;",
        "Geacht_college,",
        "Hoogachtend,",
        "tekst_",
        "<ol_type=i>",
        "</ol>",
    ]
).map(lambda word: word.replace("_", " "))


@FUZZ
@given(st.lists(XML_WORDS, max_size=25))
def test_any_word_markup(parts: list[str]) -> None:
    _survives(hostile.docx(hostile._body("".join(parts))), "brief.docx")


@FUZZ
@given(st.lists(HTML_WORDS, max_size=30))
def test_any_html(parts: list[str]) -> None:
    _survives("".join(parts).encode() or b"<p>", "brief.html")


def test_a_member_may_lie_about_its_size() -> None:
    data = hostile.zipped({"brief.txt": b"a" * 3_000_000})
    with pytest.raises(UnreadableFile) as caught:
        parse(data, "brief.zip", LIMITS)
    assert caught.value.reason == "te_groot"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["brief.txt"]


@pytest.mark.parametrize(
    "rows",
    [
        "Nr | Vraag | Antwoord\n1 | Is het loket open? | Ja\n2 | En zaterdag? | Nee",
        "| Nr | Vraag | Antwoord |\n|---|---|---|\n| 1 | Is het loket open? | Ja |\n| 2 | En zaterdag? | Nee |",
    ],
)
def test_a_table_drawn_with_bars(rows: str) -> None:
    letter = read(f"Geacht college,\n\n{rows}\n\nTot ziens.\n", "brief.txt")
    cells = [(b.row, b.column, letter.quote(b.span)) for b in letter.blocks if b.table]
    assert cells[3:6] == [(1, 0, "1"), (1, 1, "Is het loket open?"), (1, 2, "Ja")]
    assert len(cells) == 9


def test_a_table_with_tabs_has_long_cells() -> None:
    letter = read(
        "Uw advies\tOns antwoord\nReserveer bij elke nieuwbouw woningen voor ouderen\tAkkoord.\n\n"
        "Anna\tPiet\nvz.\tsecr.\n",
        "brief.txt",
    )
    assert [letter.quote(b.span) for b in letter.blocks if b.table][3] == "Akkoord."
    assert max(b.row for b in letter.blocks) == 1


def test_a_mail_keeps_what_it_repeats_apart_from_its_own_words() -> None:
    plain = "Beste Marie,\n\n> Is de zaal groot genoeg\n> voor iedereen?\n\nJa, dat lukt.\n"
    mail = f"From: a@b.example\nTo: c@d.example\nSubject: zaal\n\n{plain}".encode()
    cited = '<p>Beste Marie,</p><blockquote type="cite"><p>Is de zaal groot genoeg?</p></blockquote><p>Ja hoor.</p>'
    page = f"From: a@b.example\nContent-Type: text/html\n\n{cited}".encode()
    for data, name, quoted in (
        (mail, "a.eml", "Is de zaal groot genoeg voor iedereen?"),
        (page, "b.eml", "Is de zaal groot genoeg?"),
        (plain.encode(), "c.txt", "Is de zaal groot genoeg voor iedereen?"),
    ):
        letter = parse(data, name).letter
        assert [letter.quote(style.span) for style in letter.styles if style.kind == "quoted"] == [quoted], name
