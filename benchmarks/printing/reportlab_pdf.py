"""PDF by reportlab: Times or Helvetica, one or two columns, tables, footnotes, a contact block beside the address."""

from __future__ import annotations

import io
import re
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageTemplate, Paragraph, Spacer, Table

from benchmarks.printing.content import FOOTER, HEADER, Content, Part


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _soft(text: str) -> str:
    """Soft hyphens in long words, so that lines break inside them."""

    def word(match: re.Match[str]) -> str:
        return re.sub(r"(?<=[aeiouy])([bcdfghjklmnpqrstvwz])(?=[aeiou]\w{2})", "\u00ad\\1", match[0])

    return re.sub(r"\b[a-zë]{9,}\b", word, text)


def print_letter(content: Content, layout: str) -> bytes:
    """One letter in a `layout`: gewoon, uitgevuld, kolommen, briefhoofd, dicht."""
    justify = layout in ("uitgevuld", "kolommen")
    font = "Helvetica" if layout in ("briefhoofd", "dicht") else "Times-Roman"
    bold = "Helvetica-Bold" if font == "Helvetica" else "Times-Bold"
    size = 9 if layout in ("dicht", "kolommen") else 11
    after = 3 if layout == "dicht" else 7
    base = ParagraphStyle(
        "base", fontName=font, fontSize=size, leading=size * 1.25, spaceAfter=after,
        alignment=TA_JUSTIFY if justify else 0, embeddedHyphenation=1 if justify else 0,
    )  # fmt: skip
    head = ParagraphStyle("head", parent=base, fontName=bold, fontSize=size + 1, spaceBefore=5, keepWithNext=1)
    plain = ParagraphStyle("plain", parent=base, alignment=0, spaceAfter=10, embeddedHyphenation=0)
    flow: list[Any] = [*_head(content, layout, plain), NextPageTemplate("later")]
    flow += _body(content.body, base, head, soft=justify)
    return _build(flow, layout, font)


def _head(content: Content, layout: str, plain: ParagraphStyle) -> list[Any]:
    def lines(texts: tuple[str, ...]) -> Paragraph:
        return Paragraph("<br/>".join(map(_escape, texts)), plain)

    if layout == "briefhoofd":
        pair = Table([[lines(content.address), lines(content.details)]], colWidths=[95 * mm, 70 * mm])
        pair.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP")])
        return [lines(content.sender), Spacer(1, 6 * mm), pair, Spacer(1, 6 * mm)]
    return [item for texts in (content.sender, content.address, content.details) if texts
            for item in (lines(texts), Spacer(1, 4 * mm))]  # fmt: skip


def _body(parts: tuple[Part, ...], base: ParagraphStyle, head: ParagraphStyle, *, soft: bool) -> list[Any]:
    flow: list[Any] = []
    rows: list[list[Any]] = []
    for part in (*parts, Part("end", "")):
        text = _escape(_soft(part.text) if soft else part.text)
        if part.kind == "row":
            rows.append([Paragraph(_escape(cell), base) for cell in part.cells])
            continue
        if rows:
            width = 150 * mm / len(rows[0])
            table = Table(rows, colWidths=[width] * len(rows[0]))
            table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
            flow += [table, Spacer(1, 3 * mm)]
            rows = []
        if part.kind == "heading":
            flow.append(Paragraph(text, head))
        elif part.kind == "item":
            indent = 14 * part.level
            style = ParagraphStyle("item", parent=base, leftIndent=indent, bulletIndent=indent - 12)
            flow.append(Paragraph(text, style, bulletText=part.marker or "•"))
        elif part.kind == "paragraph":
            flow.append(Paragraph(text, base))
    return flow


def _build(flow: list[Any], layout: str, font: str) -> bytes:
    def page(canvas: Any, document: Any) -> None:
        canvas.setFont(font, 8)
        if canvas.getPageNumber() > 1 or layout == "dicht":
            canvas.drawString(25 * mm, 285 * mm, HEADER)
        canvas.drawCentredString(105 * mm, 12 * mm, FOOTER)
        canvas.drawRightString(185 * mm, 12 * mm, f"– {canvas.getPageNumber()} –")
        if layout == "uitgevuld":
            canvas.saveState()
            canvas.translate(105 * mm, 148 * mm)
            canvas.rotate(45)
            canvas.setFont("Helvetica-Bold", 60)
            canvas.setFillGray(0.85)
            canvas.drawCentredString(0, 0, "CONCEPT")
            canvas.restoreState()

    stream = io.BytesIO()
    document = BaseDocTemplate(stream, pagesize=A4, invariant=1)
    first = [Frame(25 * mm, 22 * mm, 160 * mm, 255 * mm)]
    later = first
    if layout == "kolommen":
        later = [Frame(20 * mm, 22 * mm, 82 * mm, 255 * mm), Frame(108 * mm, 22 * mm, 82 * mm, 255 * mm)]
    document.addPageTemplates([PageTemplate("first", first, onPage=page), PageTemplate("later", later, onPage=page)])
    document.build(flow)
    return stream.getvalue()
