"""PDF by fpdf2: a sans serif with its own encoding, ragged or justified, ruled and unruled tables."""

from __future__ import annotations

from pathlib import Path

import reportlab
from fpdf import FPDF

from benchmarks.printing.content import FOOTER, HEADER, Content, Part


class _Pages(FPDF):
    def header(self) -> None:
        self.set_y(10)
        self.set_font("Vera", size=8)
        self.cell(0, 4, HEADER, align="R")
        self.set_y(26)

    def footer(self) -> None:
        self.set_y(-16)
        self.set_font("Vera", size=7)
        self.cell(0, 4, f"{FOOTER}   Pagina {self.page_no()} van {{nb}}", align="C")


def print_letter(content: Content, layout: str) -> bytes:
    """One letter in a `layout`: gewoon, uitgevuld, ruim."""
    pdf = _Pages()
    fonts = Path(reportlab.__file__).parent / "fonts"
    for style, file in (("", "Vera.ttf"), ("B", "VeraBd.ttf")):
        pdf.add_font("Vera", style, fonts / file)
    pdf.set_margins(22, 26, 22)
    pdf.set_auto_page_break(True, 24)
    pdf.add_page()
    size = 12 if layout == "ruim" else 10
    for lines in (content.sender, content.address, content.details):
        pdf.set_font("Vera", size=size)
        for line in lines:
            pdf.multi_cell(0, size * 0.5, line, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(size * 0.6)
    _body(pdf, content.body, size, layout)
    return bytes(pdf.output())


def _body(pdf: FPDF, parts: tuple[Part, ...], size: float, layout: str) -> None:
    align = "J" if layout == "uitgevuld" else "L"
    step = size * (0.8 if layout == "ruim" else 0.5)
    rows: list[list[str]] = []
    for part in (*parts, Part("end", "")):
        if part.kind == "row":
            rows.append(part.cells)
            continue
        if rows:
            pdf.set_font("Vera", size=size - 1)
            borders = "NONE" if layout == "ruim" else "ALL"
            with pdf.table(line_height=size * 0.5, borders_layout=borders, first_row_as_headings=False) as table:
                for row in rows:
                    table.row(row)
            pdf.ln(size * 0.4)
            rows = []
        pdf.set_font("Vera", "B" if part.kind == "heading" else "", size)
        if part.kind == "item":
            pdf.set_x(22 + 6 * (part.level - 1))
            pdf.cell(7, step, part.marker or "•")
        if part.kind != "end":
            pdf.multi_cell(0, step, part.text, align=align, new_x="LMARGIN", new_y="NEXT")
            pdf.ln(step * (0.2 if part.kind in ("item", "heading") else 0.8))
