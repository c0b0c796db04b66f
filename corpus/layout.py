"""Source letters as files: txt, md, html, docx and PDF by two engines. The same bytes every time."""

from __future__ import annotations

import datetime
import html
import io
import re
import textwrap
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotation import Source

DAY = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)


@dataclass
class Piece:
    """A block of the body: kind (`heading`, `paragraph`, `item`, `row`), its marker and text."""

    kind: str
    text: str
    level: int = 0
    marker: str = ""


def pieces(body: str) -> list[Piece]:
    """The blocks of a body part, written in a small subset of Markdown."""
    result: list[Piece] = []
    for block in re.split(r"\n\s*\n", body.strip("\n")):
        for line in block.split("\n"):
            if heading := re.match(r"(#+) (.*)", line):
                result.append(Piece("heading", heading[2], len(heading[1])))
            elif item := re.match(r"( *)([-•–]|\d+[.)]|[a-z][.)]) (.*)", line):
                result.append(Piece("item", item[3], 1 + len(item[1]) // 2, item[2]))
            elif line.startswith("|"):
                result.append(Piece("row", line.strip("| ")))
            elif result and line != block.split("\n")[0] and result[-1].kind in ("paragraph", "item"):
                result[-1].text += " " + line.strip()
            else:
                result.append(Piece("paragraph", line.strip()))
    return result


def cells(row: Piece) -> list[str]:
    """The cells of a table row."""
    return [cell.strip() for cell in row.text.split("|")]


def soften(text: str) -> str:
    """Soft hyphens in long words, where a Dutch syllable may well end (for narrow columns)."""

    def word(match: re.Match[str]) -> str:
        return re.sub(r"(?<=[aeiouy])([bcdfghjklmnpqrstvwz])(?=[aeiou]\w{2})", "\u00ad\\1", match[0])

    return re.sub(r"\b[a-zë]{10,}\b", word, text)


# Plain text, Markdown, HTML


def to_txt(source: Source) -> bytes:
    """Plain text; `wrap` in the settings is the width of a line (0: none), `indent` that of the head."""
    width = int(source.settings.get("wrap", 0))
    parts = []
    for name, text in source.parts:
        parts.append(_wrapped(text, width) if name == "body" else text)
    plain = "\n\n\n".join(part.replace("**", "").replace("*", "") for part in parts)
    return (re.sub(r"^#+ ", "", plain, flags=re.M) + "\n").encode()


def _wrapped(body: str, width: int) -> str:
    if not width:
        return body
    lines = []
    for line in body.split("\n"):
        indent = "   " if re.match(r"[-•–\d]", line) else ""
        lines.append(textwrap.fill(line, width, subsequent_indent=indent, break_on_hyphens=False) or "")
    return "\n".join(lines)


def to_md(source: Source) -> bytes:
    """Markdown; the lines of a letterhead end in two spaces, as converters write them."""
    parts = [text if name == "body" else text.replace("\n", "  \n") for name, text in source.parts]
    return ("\n\n".join(parts) + "\n").encode()


def to_html(source: Source) -> bytes:
    """A plain page such as a council's website or a word processor exports."""
    out = [
        "<!DOCTYPE html>",
        '<html lang="nl"><head><meta charset="utf-8">',
        f"<title>{html.escape(str(source.settings.get('subject')))}</title>",
        "<style>body{font-family:Georgia;max-width:42em;margin:auto}nav{color:#777}</style></head><body>",
    ]
    if source.settings.get("menu"):
        out.append(f"<nav>{html.escape(source.settings['menu'])}</nav>")
    for name, text in source.parts:
        if name == "body":
            out += _html_body(pieces(text))
        else:
            out.append(f'<div class="{name}">' + "<br>\n".join(map(_html_inline, text.split("\n"))) + "</div>")
    return ("\n".join(out) + "\n</body></html>\n").encode()


def _html_body(blocks: list[Piece]) -> list[str]:
    out: list[str] = []
    open_tag = ""
    for block in blocks:
        wanted = {"item": "ol" if block.marker[:1].isdigit() else "ul", "row": "table"}.get(block.kind, "")
        if wanted != open_tag:
            out += [f"</{open_tag}>"] * bool(open_tag) + [f"<{wanted}>"] * bool(wanted)
            open_tag = wanted
        if block.kind == "heading":
            out.append(f"<h{block.level + 1}>{_html_inline(block.text)}</h{block.level + 1}>")
        elif block.kind == "item":
            out.append(f"<li>{_html_inline(block.text)}</li>")
        elif block.kind == "row":
            out.append("<tr>" + "".join(f"<td>{_html_inline(cell)}</td>" for cell in cells(block)) + "</tr>")
        else:
            out.append(f"<p>{_html_inline(block.text)}</p>")
    return out + [f"</{open_tag}>"] * bool(open_tag)


def _html_inline(text: str) -> str:
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(text, quote=False))
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", text)


# Word


def to_docx(source: Source) -> bytes:
    """A Word file with real headings, lists, a table and a header and footer."""
    import docx
    from docx.shared import Pt

    document = docx.Document()
    document.styles["Normal"].font.name = source.settings.get("font", "Calibri")
    document.styles["Normal"].font.size = Pt(11)
    section = document.sections[0]
    section.header.paragraphs[0].text = source.settings.get("header", "")
    section.footer.paragraphs[0].text = source.settings.get("footer", "")
    for name, text in source.parts:
        if name == "body":
            _docx_body(document, pieces(text))
        else:
            paragraph = document.add_paragraph()
            for number, line in enumerate(text.split("\n")):
                if number:
                    paragraph.add_run().add_break()
                _docx_inline(paragraph, line)
    properties = document.core_properties
    properties.created = properties.modified = DAY.replace(tzinfo=None)
    properties.author = properties.last_modified_by = ""
    stream = io.BytesIO()
    document.save(stream)
    return _steady_zip(stream.getvalue())


def _docx_body(document: Any, blocks: list[Piece]) -> None:
    rows: list[list[str]] = []
    for block in [*blocks, Piece("end", "")]:
        if rows and block.kind != "row":
            table = document.add_table(rows=len(rows), cols=max(map(len, rows)), style="Table Grid")
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    _docx_inline(table.cell(r, c).paragraphs[0], cell)
            rows = []
        if block.kind == "row":
            rows.append(cells(block))
        elif block.kind == "heading":
            document.add_heading(block.text.replace("*", ""), level=block.level)
        elif block.kind == "item":
            bullet = block.marker in "-•–"
            paragraph = document.add_paragraph(style="List Bullet" if bullet else None)
            _docx_inline(paragraph, block.text if bullet else f"{block.marker} {block.text}")
        elif block.kind == "paragraph":
            _docx_inline(document.add_paragraph(), block.text)


def _docx_inline(paragraph: Any, text: str) -> None:
    for number, part in enumerate(re.split(r"\*\*", text)):
        for inner, run in enumerate(part.split("*")):
            added = paragraph.add_run(run)
            added.bold, added.italic = number % 2 == 1, inner % 2 == 1


def _steady_zip(data: bytes) -> bytes:
    """The same archive with one fixed time for all its members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


# PDF, with ReportLab: serif, justified, hyphenated, a column of facts beside the address


def to_reportlab(source: Source) -> bytes:
    """A PDF with a letterhead on the first page, a running header after it and page numbers."""
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer, Table

    settings = source.settings
    family = settings.get("font", "Times")
    family = family if family in ("Times", "Helvetica") else "Times"
    regular, bold = {"Times": ("Times-Roman", "Times-Bold")}.get(family, (family, f"{family}-Bold"))
    size = float(settings.get("size", 11))
    base = ParagraphStyle(
        "base",
        fontName=regular,
        fontSize=size,
        leading=size * 1.3,
        spaceAfter=size * 0.7,
        alignment=TA_JUSTIFY if settings.get("hyphens") else 0,
        embeddedHyphenation=1 if settings.get("hyphens") else 0,
    )
    head = ParagraphStyle("head", parent=base, fontName=bold, fontSize=size + 1, spaceBefore=4, keepWithNext=1)
    plain = ParagraphStyle("plain", parent=base, alignment=0, embeddedHyphenation=0, spaceAfter=12)
    letterhead = ParagraphStyle("letterhead", parent=plain, fontName=bold, fontSize=size + 4, leading=size * 1.7)

    def inline(text: str) -> str:
        text = _html_inline(soften(text) if settings.get("hyphens") else text)
        return text.replace("<strong>", "<b>").replace("</strong>", "</b>").replace("em>", "i>")

    def lines(text: str, style: Any) -> Any:
        return Paragraph("<br/>".join(map(_pdf_inline, text.split("\n"))), style)

    flow: list[Any] = []
    waiting: dict[str, str] = {}
    for name, text in source.parts:
        if name == "body":
            flow += _reportlab_body(pieces(text), inline, base, head, mm)
        elif name in ("to", "info") and settings.get("columns"):
            waiting[name] = text
            if len(waiting) == 2:
                row = [lines(waiting["to"], plain), lines(waiting["info"], plain)]
                flow.append(Table([row], colWidths=[95 * mm, 65 * mm], style=[("VALIGN", (0, 0), (-1, -1), "TOP")]))
        else:
            flow.append(lines(text, letterhead if name == "from" and settings.get("big") else plain))
            flow.append(Spacer(1, 4 * mm))
    total = [0]

    def page(canvas: Any, document: Any) -> None:
        number = canvas.getPageNumber()
        total[0] = max(total[0], number)
        canvas.setFont(regular, 8)
        if number > 1 and settings.get("header"):
            canvas.drawString(25 * mm, 284 * mm, settings["header"])
        if settings.get("footer"):
            canvas.drawCentredString(105 * mm, 12 * mm, settings["footer"])
        if settings.get("pages"):
            shown = settings["pages"].format(n=number, N=settings.get("page_count", total[0]))
            canvas.drawRightString(185 * mm, 12 * mm if not settings.get("footer") else 8 * mm, shown)

    stream = io.BytesIO()
    document = BaseDocTemplate(stream, pagesize=A4, invariant=1, title=str(settings.get("subject")))
    frame = Frame(25 * mm, 22 * mm, 160 * mm, 255 * mm, id="page")
    document.addPageTemplates([PageTemplate(id="letter", frames=[frame], onPage=page)])
    document.build(flow)
    return stream.getvalue()


def _pdf_inline(text: str) -> str:
    text = _html_inline(text)
    return text.replace("<strong>", "<b>").replace("</strong>", "</b>").replace("em>", "i>")


def _reportlab_body(blocks: list[Piece], inline: Any, base: Any, head: Any, mm: float) -> list[Any]:
    from reportlab.lib import colors
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, Spacer, Table

    flow: list[Any] = []
    rows: list[list[Any]] = []
    grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    for block in [*blocks, Piece("end", "")]:
        if rows and block.kind != "row":
            widths = [160 * mm / len(rows[0])] * len(rows[0])
            flow += [Table(rows, colWidths=widths, style=grid), Spacer(1, 3 * mm)]
            rows = []
        if block.kind == "row":
            rows.append([Paragraph(inline(cell), base) for cell in cells(block)])
        elif block.kind == "heading":
            flow.append(Paragraph(inline(block.text), head))
        elif block.kind == "item":
            style = ParagraphStyle("item", parent=base, leftIndent=14 * block.level, bulletIndent=14 * block.level - 12)
            flow.append(Paragraph(inline(block.text), style, bulletText=block.marker.replace("-", "•")))
        elif block.kind == "paragraph":
            flow.append(Paragraph(inline(block.text), base))
    return flow


# PDF, with fpdf2: sans serif, ragged right, a coloured band on top


def to_fpdf(source: Source) -> bytes:
    """A PDF with a coloured band, a running footer on each page and page numbers between dashes."""
    import reportlab
    from fpdf import FPDF

    settings = source.settings
    size = float(settings.get("size", 10))
    colour = settings.get("colour", [0, 90, 120])

    class Pages(FPDF):
        def header(self) -> None:
            self.set_fill_color(*colour)
            self.rect(0, 0, 210, 9, style="F")
            if self.page_no() > 1 and settings.get("header"):
                self.set_y(12)
                self.set_font("Vera", size=8)
                self.cell(0, 5, settings["header"], align="R")
            self.set_y(24)

        def footer(self) -> None:
            self.set_y(-16)
            self.set_font("Vera", size=7)
            if settings.get("footer"):
                self.cell(0, 4, settings["footer"], align="C", new_x="LMARGIN", new_y="NEXT")
            if settings.get("pages"):
                shown = settings["pages"].format(n=self.page_no(), N="{nb}")
                self.cell(0, 4, shown, align="C")

    pdf = Pages()
    pdf.set_creation_date(DAY)
    pdf.set_title(str(settings.get("subject")))
    fonts = Path(reportlab.__file__).parent / "fonts"
    for style, file in (("", "Vera.ttf"), ("B", "VeraBd.ttf"), ("I", "VeraIt.ttf"), ("BI", "VeraBI.ttf")):
        pdf.add_font("Vera", style, fonts / file)
    pdf.set_margins(22, 24, 22)
    pdf.set_auto_page_break(True, 24)
    pdf.add_page()
    for name, text in source.parts:
        if name == "body":
            _fpdf_body(pdf, pieces(text), size, bool(settings.get("hyphens")))
        else:
            for line in text.split("\n"):
                bold = name == "from" and line == text.split("\n")[0]
                pdf.set_font("Vera", "B" if bold else "", size + (3 if bold else 0))
                align = settings.get("head", "L") if name == "from" else "L"
                pdf.multi_cell(
                    0,
                    size * 0.5,
                    _fpdf_inline(line),
                    align=align,
                    markdown=True,
                    new_x="LMARGIN",
                    new_y="NEXT",
                )
            pdf.ln(size * 0.6)
    return bytes(pdf.output())


def _fpdf_body(pdf: Any, blocks: list[Piece], size: float, hyphens: bool) -> None:
    rows: list[list[str]] = []
    for block in [*blocks, Piece("end", "")]:
        if rows and block.kind != "row":
            pdf.set_font("Vera", "", size - 1)
            with pdf.table(line_height=size * 0.48, markdown=True, first_row_as_headings=False, padding=1.5) as table:
                for row in rows:
                    table.row([_fpdf_inline(cell) for cell in row])
            pdf.ln(size * 0.4)
            rows = []
        if block.kind == "row":
            rows.append(cells(block))
            continue
        if block.kind == "end":
            break
        text = _fpdf_inline(soften(block.text) if hyphens else block.text)
        pdf.set_font("Vera", "B" if block.kind == "heading" else "", size + (1 if block.kind == "heading" else 0))
        if block.kind == "item":
            pdf.set_x(22 + 5 * (block.level - 1))
            pdf.cell(6, size * 0.5, block.marker.replace("-", "•"))
        pdf.multi_cell(0, size * 0.5, text, align="L", markdown=True, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(size * (0.15 if block.kind in ("item", "heading") else 0.4))


def _fpdf_inline(text: str) -> str:
    return re.sub(r"(?<!\*)\*(?!\*)(.+?)(?<!\*)\*(?!\*)", r"__\1__", text)


WRITERS = {
    "txt": ("txt", to_txt),
    "md": ("md", to_md),
    "html": ("html", to_html),
    "docx": ("docx", to_docx),
    "pdf": ("pdf", to_reportlab),
    "pdf-fpdf": ("pdf", to_fpdf),
}
"""`format` in a source file → suffix and writer."""
