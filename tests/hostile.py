"""Makes files that are broken, hostile or merely odd: `python tests/hostile.py FOLDER` writes them all.

Each entry of `MAKERS` writes one file (or a link, a pipe …) into a folder and is named after it.
"""

from __future__ import annotations

import io
import os
import socket
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

LETTER = "Geacht college,\n\nWij adviseren u de wachttijden te verkorten.\n\nMet vriendelijke groet,\nA. de Boer\n"
BIG = 20_000_000

# --- PDF ------------------------------------------------------------------------------------------


def pdf(text: str = "Geacht college, wij adviseren u de wachttijden te verkorten.", pages: int = 1) -> bytes:
    """A small PDF of `pages` equal pages."""
    content = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1", "replace")
    return pdf_of(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content), pages)


def pdf_of(content: bytes, pages: int = 1, box: str = "[0 0 595 842]", extra: str = "") -> bytes:
    """A PDF of which every page shows the stream object `content`."""
    kids = " ".join(f"{5 + number} 0 R" for number in range(pages))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {extra} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        content,
    ]
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Resources << /Font << /F1 3 0 R >> >> /Contents 4 0 R >>"
    objects += [page.encode()] * pages
    return _numbered(objects)


def _numbered(objects: list[bytes]) -> bytes:
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = []
    for number, item in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, item))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def _encrypted(user: str) -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=StandardEncryption(user, ownerPassword="baas", canPrint=0))
    canvas.drawString(72, 720, "Geacht college, wij adviseren u dit te lezen.")
    canvas.save()
    return stream.getvalue()


def _flate(data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _loop_pdf() -> bytes:
    return _numbered([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"])


PDFS: dict[str, Callable[[], bytes]] = {
    "afgekapt.pdf": lambda: pdf()[:300],
    "alleen-kop.pdf": lambda: b"%PDF-1.7\n",
    "ruis.pdf": lambda: b"%PDF-1.4\n" + bytes(range(256)) * 400,
    "wachtwoord.pdf": lambda: _encrypted("geheim"),
    "leeg-wachtwoord.pdf": lambda: _encrypted(""),
    "drieduizend-bladzijden.pdf": lambda: pdf(pages=3000),
    "te-veel-tekens.pdf": lambda: pdf_of(_flate(b"BT /F1 9 Tf 9 9 Td " + b"(aaaaaaaaaa) Tj " * 20_000 + b"ET")),
    "reuzenblad.pdf": lambda: pdf_of(_flate(b"BT /F1 12 Tf 72 720 Td (Geacht college) Tj ET"), box="[0 0 2e9 2e9]"),
    "nulblad.pdf": lambda: pdf_of(_flate(b"BT /F1 12 Tf 0 0 Td (Geacht college) Tj ET"), box="[0 0 0 0]"),
    "kring-van-bladzijden.pdf": _loop_pdf,
    "stroombom.pdf": lambda: pdf_of(_flate(b" " * 40_000_000)),
    "diepe-haken.pdf": lambda: pdf_of(_flate(b"[" * 50_000 + b"]" * 50_000)),
    "diepe-stapel.pdf": lambda: pdf_of(_flate(b"q " * 60_000)),
    "voert-uit.pdf": lambda: pdf_of(
        _flate(b"BT /F1 12 Tf 72 720 Td (Geacht college) Tj ET"),
        extra="/OpenAction << /S /Launch /F (/bin/sh) >> /AA << /O << /S /JavaScript /JS (app.alert(1)) >> >>",
    ),
    "negatief-aantal.pdf": lambda: pdf().replace(b"/Count 1", b"/Count -9"),
    "verkeerde-lengte.pdf": lambda: pdf().replace(b"/Length", b"/Lengte"),
    "staart.pdf": lambda: pdf() + b"\0" * 1_000_000,
    "lijnenregen.pdf": lambda: pdf_of(
        _flate(b"".join(b"%d 0 m %d 800 l S " % (x % 600, x % 597) for x in range(30_000)))
    ),
}

# --- zipped XML -----------------------------------------------------------------------------------

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def zipped(members: dict[str, bytes | str]) -> bytes:
    """A zip file with these members, compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(document: bytes | str, **more: bytes | str) -> bytes:
    """A docx file with this main part."""
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": document, **more})


def _body(inner: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<w:document {W}><w:body>{inner}</w:body></w:document>'


def _p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _laughs() -> str:
    lines = ['<!ENTITY a "ha">']
    lines += [f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(9)]
    return f"<!DOCTYPE x [{''.join(lines)}]>"


FILE_ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def odt(content: str) -> bytes:
    """An odt file with this content part."""
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def _odt_body(inner: str) -> str:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    return (
        f'<o:document-content xmlns:o="{names}office:1.0" xmlns:text="{names}text:1.0" xmlns:table="{names}table:1.0">'
        f"<o:body><o:text>{inner}</o:text></o:body></o:document-content>"
    )


OFFICE: dict[str, Callable[[], bytes]] = {
    "bom.docx": lambda: docx(b"<x>" + b"0" * 200_000_000),
    "lach.docx": lambda: docx(_body(_p("&j;"), _laughs())),
    "leest-mee.docx": lambda: docx(_body(_p("&a;"), FILE_ENTITY)),
    "diep.docx": lambda: docx(_body("<w:sdt><w:sdtContent>" * 50_000)),
    "diep-en-dicht.docx": lambda: docx(_body("<w:ins>" * 240 + _p("diep") + "</w:ins>" * 240)),
    "zonder-tekst.docx": lambda: zipped({"[Content_Types].xml": TYPES, "word/leeg.xml": "<a/>"}),
    "afgekapt.docx": lambda: docx(_body(_p(LETTER)))[:-60],
    "half-xml.docx": lambda: docx(_body(_p("Geacht college"))[:-30]),
    "nul-in-xml.docx": lambda: docx(_body(_p("Geacht\0 college"))),
    "miljoen-elementen.docx": lambda: docx(_body("<w:p/>" * 700_000)),
    "link-naar-buiten.docx": lambda: docx(
        _body(_p("Geacht college, wij adviseren u.")),
        **{
            "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            'relationships"><Relationship Id="r1" Type="t" Target="file:///etc/passwd" TargetMode="External"/>'
            "</Relationships>"
        },
    ),
    "genest.docx": lambda: docx(_body("<w:tbl><w:tr><w:tc>" * 60 + _p("cel") + "</w:tc></w:tr></w:tbl>" * 60)),
    "leest-mee.odt": lambda: odt(FILE_ENTITY + _odt_body("<text:p>&a;</text:p>")),
    "bom.odt": lambda: odt("<x>" + " " * 200_000_000),
    "leeg.odt": lambda: odt(""),
    "diepe-lijst.odt": lambda: odt(
        _odt_body("<text:list><text:list-item>" * 100 + "</text:list-item></text:list>" * 100)
    ),
    "diepe-span.odt": lambda: odt(
        _odt_body("<text:p>" + "<text:span>" * 240 + "x" + "</text:span>" * 240 + "</text:p>")
    ),
}

# --- containers -----------------------------------------------------------------------------------


def _nested(depth: int) -> bytes:
    data = zipped({"brief.txt": LETTER})
    for _ in range(depth):
        data = zipped({"in.zip": data, "brief.txt": LETTER})
    return data


def _wide(depth: int) -> bytes:
    """Ten zips in a zip, and so on: small outside, huge inside."""
    data = zipped({"nul.txt": b"nul " * 5_000_000})
    for _ in range(depth):
        data = zipped({f"{number}.zip": data for number in range(10)})
    return data


def _locked_zip() -> bytes:
    data = bytearray(zipped({"brief.txt": LETTER}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _link_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("koppeling.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def _mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in headers.items():
        message[name] = value
    message.set_content(LETTER)
    return message


def _nested_mail(depth: int) -> bytes:
    message = _mail(Subject="binnenste")
    for _ in range(depth):
        outer = _mail(Subject="buitenste")
        outer.add_attachment(message)
        message = outer
    return message.as_bytes()


def _mail_in_zip_in_mail() -> bytes:
    data = _mail(Subject="diep").as_bytes()
    for _ in range(6):
        outer = _mail(Subject="laag")
        packed = zipped({"bericht.eml": data})
        outer.add_attachment(packed, maintype="application", subtype="zip", filename="bijlage.zip")
        data = outer.as_bytes()
    return data


def _traversing_mail() -> bytes:
    message = _mail(Subject="bijlage")
    message.add_attachment(LETTER.encode(), maintype="text", subtype="x", filename="../../../tmp/uit de map.txt")
    return message.as_bytes()


def _many_parts() -> bytes:
    head = b"Subject: delen\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    return head + b"--b\nContent-Type: text/plain\n\nx\n" * 2500 + b"--b--\n"


CONTAINERS: dict[str, Callable[[], bytes]] = {
    "diep.zip": lambda: _nested(12),
    "breed.zip": lambda: _wide(4),
    "uit-de-map.zip": lambda: zipped({"../../uit.txt": LETTER, "/etc/uit.txt": LETTER, "c:\\uit.txt": LETTER}),
    "te-veel-leden.zip": lambda: zipped({f"{number}.txt": "x" for number in range(5000)}),
    "op-slot.zip": _locked_zip,
    "afgekapt.zip": lambda: zipped({"brief.txt": LETTER * 100})[:120],
    "koppeling.zip": _link_zip,
    "leeg.zip": lambda: zipped({}),
    "nullen.zip": lambda: zipped({"nul.txt": b"\0" * 200_000_000}),
    "vreemde-leden.zip": lambda: zipped({"a.exe": b"MZ", "brief.txt": LETTER, "\N{GRINNING FACE}\n.txt": LETTER}),
    "diep.eml": lambda: _nested_mail(40),
    "zip-in-mail.eml": _mail_in_zip_in_mail,
    "delen.eml": _many_parts,
    "uit-de-map.eml": _traversing_mail,
    "tekenset.eml": lambda: (
        b"Subject: =?onzin?B?////?=\nContent-Type: text/plain; charset=onzin\n\nGeacht college,\n\xff\xfe"
    ),
    "kapotte-base64.eml": lambda: b"From: <<<>>>\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n!!!!=",
    "zonder-kop.eml": lambda: b"\n\n\nalleen maar tekst",
    "lange-kop.eml": lambda: b"Subject: " + b"a" * 5_000_000 + b"\n\n" + LETTER.encode(),
    "ruis.msg": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 64,
    "afgekapt.msg": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
}

# --- text, HTML, Markdown, images -----------------------------------------------------------------


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
        + chunk(b"IEND", b"")
    )


TEXTS: dict[str, Callable[[], bytes]] = {
    "leeg.txt": lambda: b"",
    "wit.txt": lambda: b" \n\t\n" * 1000,
    "een-regel.txt": lambda: b"a" * BIG,
    "een-regel-woorden.txt": lambda: b"woord " * 200_000,
    "nullen.txt": lambda: LETTER.encode().replace(b" ", b"\0"),
    "rechts-naar-links.txt": lambda: ("\u202e" + LETTER + "\u2066\u2067\u200f").encode(),
    "alleen-besturing.txt": lambda: "\u202e\u202d\u200b\ufeff".encode(),
    "kapotte-utf8.txt": lambda: b"Geacht college,\n\xc3\x28\xff\xfe\x80 wij adviseren",
    "utf16-oneven.txt": lambda: LETTER.encode("utf-16-le")[:-1],
    "regels.txt": lambda: b"\n".join(b"een regel zonder eind" for _ in range(30_000)),
    "nummers.txt": lambda: b"1. " * 200_000,
    "koppeltekens.txt": lambda: b"woord-\n" * 40_000,
    "witte-regels.txt": lambda: b"\n" * 2_000_000 + b"einde",
    "paginaeinden.txt": lambda: b"x\f" * 30_000,
    "accenten.txt": lambda: ("e" + "\u0301" * 50_000).encode(),
    "diep.html": lambda: b"<div>" * 100_000 + b"Geacht college" + b"</div>" * 100_000,
    "script.html": lambda: (
        b"<script>alert(1)</script><p onclick='x()'>Geacht college</p><iframe src=file:///etc/passwd>"
    ),
    "een-regel.html": lambda: b"<p>" + b"b " * (BIG // 2),
    "entiteiten.html": lambda: _laughs().encode() + b"<p>&j;</p>",
    "open.html": lambda: b"<table><tr><td><p><b><i>" * 3000,
    "nullen.html": lambda: b"<p>Geacht\0 college\0</p>\0\0",
    "attributen.html": lambda: b"<p " + b"a='b' " * 200_000 + b">Geacht college</p>",
    "citaten.md": lambda: b">" * 20_000 + b" diep",
    "haken.md": lambda: b"[" * 12_000 + b"](" * 12_000,
    "sterren.md": lambda: b"**a " * 50_000,
    "tabel.md": lambda: b"|a" * 5_000 + b"|\n" + b"|-" * 5_000 + b"|\n" + b"|b" * 5_000 + b"|",
    "lijsten.md": lambda: b"".join(b"  " * min(n, 500) + b"- x\n" for n in range(2000)),
    "tabs.md": lambda: b"\t".join(b"cel" for _ in range(30_000)),
    "bom.png": lambda: _png(60_000, 60_000),
    "klein.png": lambda: _png(1, 1),
    "afgekapt.jpg": lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "kring.tiff": lambda: b"II*\0\x08\0\0\0\0\0\x08\0\0\0",
    "rekenblad.xlsx": lambda: zipped({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<a/>"}),
    "programma.exe": lambda: b"MZ" + b"\0" * 5000,
    "zonder-naam": lambda: LETTER.encode(),
    "valse-naam.pdf.txt": lambda: pdf(),
    "tekst.pdf": lambda: LETTER.encode(),
    "diep.rtf": lambda: b"{\\rtf1" + b"{" * 50_000,
    "ruis.doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
}

ODD_NAMES = (
    "spatie en 'aanhalings\"tekens.txt",
    "regel\neinde.txt",
    "smiley \N{GRINNING FACE}.txt",
    "-streepje.txt",
    "\u202egnp.txt",
    "; rm -rf $(echo) `uit`.txt",
    "e\u0301e\u0301n.txt",
    "%s%n.txt",
)


def write(folder: Path) -> list[Path]:
    """Write all of them; returns the paths made, links and pipes included."""
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    for name, make in {**PDFS, **OFFICE, **CONTAINERS, **TEXTS}.items():
        path = folder / name
        path.write_bytes(make())
        made.append(path)
    for name in ODD_NAMES:
        path = folder / name
        path.write_text(LETTER + name.encode("ascii", "replace").decode(), encoding="utf-8")
        made.append(path)
    return made + _special(folder)


def _special(folder: Path) -> list[Path]:
    """Links, pipes and names that are no text, as far as the system has them."""
    if os.name != "posix":
        return []
    (folder / "kring").symlink_to(folder)
    (folder / "uit.txt").symlink_to("/etc/passwd")
    (folder / "nergens.txt").symlink_to(folder / "bestaat-niet.txt")
    (folder / "oneindig.txt").symlink_to("/dev/zero")
    os.mkfifo(folder / "pijp.txt")
    made = [folder / name for name in ("kring", "uit.txt", "nergens.txt", "oneindig.txt", "pijp.txt")]
    with socket.socket(socket.AF_UNIX) as endpoint:
        try:
            endpoint.bind(str(folder / "dop.txt"))
            made.append(folder / "dop.txt")
        except OSError:
            pass
    if sys.platform == "linux":
        broken = os.fsencode(folder) + b"/geen-\xff-tekst.txt"
        Path(os.fsdecode(broken)).write_text(LETTER)
        made.append(Path(os.fsdecode(broken)))
    deep = folder.joinpath(*["map"] * 60)
    deep.mkdir(parents=True)
    (deep / "diep.txt").write_text(LETTER)
    return [*made, deep / "diep.txt"]


if __name__ == "__main__":
    print(f"{len(write(Path(sys.argv[1])))} files in {sys.argv[1]}")
