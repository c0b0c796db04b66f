"""The formats that are no print: docx, odt, html, md, txt, eml, and what other programs make of them."""

from __future__ import annotations

import html
import io
import shutil
import subprocess
import tempfile
import textwrap
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
from docx.shared import Pt

from benchmarks.printing.content import FOOTER, HEADER, Content


def to_docx(content: Content, *, columns: bool = False) -> bytes:
    """Word, with list styles, a table, and header and footer; `columns` sets the body in two."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = HEADER
    document.sections[0].footer.paragraphs[0].text = FOOTER
    document.styles["Normal"].font.size = Pt(11)
    for lines in (content.sender, content.address, content.details):
        if lines:
            document.add_paragraph("\n".join(lines))
    if columns:
        _two_columns(document)
    table: Any = None
    for part in content.body:
        if part.kind == "row":
            if table is None:
                table = document.add_table(0, len(part.cells), style="Table Grid")
            for cell, text in zip(table.add_row().cells, part.cells, strict=True):
                cell.text = text
            continue
        table = None
        if part.kind == "heading":
            document.add_heading(part.text, 2)
        elif part.kind == "item" and not part.marker:
            document.add_paragraph(part.text, style="List Bullet" if part.level == 1 else "List Bullet 2")
        else:
            document.add_paragraph(f"{part.marker} {part.text}".strip())
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _two_columns(document: Any) -> None:
    from docx.enum.section import WD_SECTION
    from docx.oxml.ns import qn

    section = document.add_section(WD_SECTION.CONTINUOUS)
    columns = section._sectPr.find(qn("w:cols"))
    if columns is None:
        columns = section._sectPr.makeelement(qn("w:cols"), {})
        section._sectPr.append(columns)
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:space"), "600")


def to_html(content: Content, layout: str = "web") -> bytes:
    """A web page with a menu and a cookie notice (`web`), or one to print (`druk`, `kolommen`)."""
    escape = html.escape
    body: list[str] = []
    opened = ""
    for part in content.body:
        kind = {"item": "ol" if part.marker else "ul", "row": "table"}.get(part.kind, "")
        if opened and kind != opened:
            body.append(f"</{opened}>")
        if kind and kind != opened:
            begin = f' start="{part.marker[:-1]}"' if part.marker[:-1].isdigit() else ' type="a"' if part.marker else ""
            body.append(f"<{kind}{begin}>" if kind == "ol" else f"<{kind}>")
        opened = kind
        if part.kind == "row":
            body.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in part.cells) + "</tr>")
        else:
            tag = {"heading": "h3", "item": "li"}.get(part.kind, "p")
            body.append(f"<{tag}>{escape(part.text)}</{tag}>")
    if opened:
        body.append(f"</{opened}>")
    blocks = ["<p>" + "<br>".join(map(escape, lines)) + "</p>" for lines in (content.sender,) if lines]
    address, details = ("<br>".join(map(escape, lines)) for lines in (content.address, content.details))
    blocks.append(f'<div class="hoofd"><p>{address}</p><p>{details}</p></div>')
    inner = "\n".join([*blocks, '<div class="brief">', *body, "</div>"])
    if layout == "web":
        menu = "<nav><ul><li><a href='/'>Kopregelproef</a></li></ul></nav>"
        notice = '<div class="cookie-banner">Voetregelproef: wij gebruiken cookies. <button>Prima</button></div>'
        inner = f"{menu}{notice}<main>{inner}</main><footer><a href='/'>Voetregelproef</a></footer>"
    style = "@page{size:A4;margin:24mm} body{font:11pt 'Liberation Serif',serif;hyphens:auto;text-align:justify} "
    style += ".hoofd{display:grid;grid-template-columns:6fr 4fr;gap:8mm;text-align:left} "
    style += "table{border-collapse:collapse} td{border:1px solid;padding:2mm;vertical-align:top} "
    style += ".brief{columns:2;column-gap:9mm}" if layout == "kolommen" else ""
    page = f"<html lang=nl><head><meta charset=utf-8><style>{style}</style></head><body>{inner}</body></html>"
    return f"<!doctype html>{page}".encode()


def to_txt(content: Content, width: int = 78) -> bytes:
    """Plain text with hard line ends."""
    return _plain(content, width, "").encode("cp1252", "replace")


def to_md(content: Content) -> bytes:
    """Markdown, one line a paragraph."""
    return _plain(content, 0, "## ").encode()


def _plain(content: Content, width: int, heading: str) -> str:
    blocks = [
        ("  \n" if not width else "\n").join(lines) for lines in (content.sender, content.address, content.details)
    ]
    for part in content.body:
        prefix = heading if part.kind == "heading" else f"{part.marker or '-'} " if part.kind == "item" else ""
        text = f"{prefix}{part.text.replace(' | ', '  ')}"
        blocks.append(
            textwrap.fill(text, width, subsequent_indent="  " if part.kind == "item" else "") if width else text
        )
    return "\n\n".join(block for block in blocks if block) + "\n"


def to_eml(content: Content) -> bytes:
    """An e-mail with a plain and an HTML body."""
    message = EmailMessage()
    message["Subject"] = "Advies"
    message["From"] = "adviesraad@raad.example"
    message.set_content(_plain(content, 72, ""))
    message.add_alternative(to_html(content, "druk").decode(), subtype="html")
    return message.as_bytes()


def with_office(data: bytes, source: str, target: str) -> bytes | None:
    """A file turned into another format by LibreOffice; None when that is not installed."""
    program = shutil.which("soffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"brief.{source}")
        path.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", target, "--outdir", folder, str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return path.with_suffix(f".{target}").read_bytes()


def with_chromium(page: bytes) -> bytes | None:
    """A web page printed to PDF by Chromium; None when that is not installed."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder, "brief.html"), Path(folder, "brief.pdf")
        path.write_bytes(page)
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
                   f"--print-to-pdf={target}", path.as_uri()]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return target.read_bytes()


def scanned(pdf: bytes, *, degrees: float = 0.0, noise: float = 0.0, dpi: int = 200) -> bytes:
    """The first two pages of a PDF as a scan: images of `dpi`, turned a little, with specks."""
    import numpy as np
    import pypdfium2
    from PIL import Image

    random = np.random.default_rng(7)
    document = pypdfium2.PdfDocument(pdf)
    images = []
    for number in range(min(2, len(document))):
        image = document[number].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
        image = image.rotate(degrees, fillcolor=255, resample=Image.Resampling.BICUBIC)
        if noise:
            pixels = np.asarray(image, dtype=np.float32) + random.normal(0, 255 * noise, (image.height, image.width))
            image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
        images.append(image)
    stream = io.BytesIO()
    images[0].save(stream, "PDF", save_all=True, append_images=images[1:], resolution=dpi)
    return stream.getvalue()
