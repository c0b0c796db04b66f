"""How well letters are read: words in the right order, against the letters that were printed.

`python -m benchmarks.reading [PART …]` prints one line for each way of printing: the share of the
words that come out in the right order (longest common subsequence), and how often a running header
or footer ended up in the text. PART limits the ways to those whose name holds it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from statistics import mean

from rapidfuzz.distance import LCSseq

from benchmarks.printing import files, fpdf_pdf, reportlab_pdf
from benchmarks.printing.content import Content, contents
from pipeline.parsers import ocr, parse

_WORD = re.compile(r"\w+")
_FURNITURE = ("kopregelproef", "voetregelproef")
Print = Callable[[Content], bytes | None]


def words(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return _WORD.findall(text.casefold())


def recall(expected: str, got: str) -> float:
    """Share of the words of `expected` that `got` has in the same order, 0-1."""
    wanted = words(expected)
    return LCSseq.similarity(wanted, words(got)) / len(wanted) if wanted else 1.0


def ways() -> dict[str, tuple[str, Print]]:
    """Ways of printing by name: the file's suffix, and the function that prints."""
    made: dict[str, tuple[str, Print]] = {}
    for layout in ("gewoon", "uitgevuld", "kolommen", "briefhoofd", "dicht"):
        made[f"pdf reportlab {layout}"] = "pdf", lambda content, at=layout: reportlab_pdf.print_letter(content, at)
    for layout in ("gewoon", "uitgevuld", "ruim"):
        made[f"pdf fpdf2 {layout}"] = "pdf", lambda content, at=layout: fpdf_pdf.print_letter(content, at)
    for layout in ("druk", "kolommen"):
        made[f"pdf chromium {layout}"] = (
            "pdf", lambda content, at=layout: files.with_chromium(files.to_html(content, at)),
        )  # fmt: skip
    for columns in (False, True):
        made[f"pdf libreoffice {'kolommen' if columns else 'gewoon'}"] = (
            "pdf", lambda content, at=columns: files.with_office(files.to_docx(content, columns=at), "docx", "pdf"),
        )  # fmt: skip
    made["docx"] = "docx", files.to_docx
    for suffix in ("odt", "rtf", "doc"):
        made[suffix] = suffix, lambda content, at=suffix: files.with_office(files.to_docx(content), "docx", at)
    made["html"] = "html", files.to_html
    made["md"] = "md", files.to_md
    made["txt"] = "txt", files.to_txt
    made["eml"] = "eml", files.to_eml
    return made


def measure(way: tuple[str, Print], letters: Sequence[Content]) -> Iterator[tuple[str, float, int]]:
    """For each letter: its name, the recall, and the number of headers and footers in the text."""
    suffix, print_letter = way
    for content in letters:
        data = print_letter(content)
        if data is None:
            return
        text = parse(data, f"{content.name}.{suffix}").letter.text
        yield content.name, recall(content.reading, text), sum(text.lower().count(word) for word in _FURNITURE)


def scans(letters: Sequence[Content]) -> Iterator[tuple[str, float, int]]:
    """The same for scans of 200 dpi: straight, skewed, and skewed with noise; two pages at most."""
    for degrees, noise in ((0.0, 0.0), (1.3, 0.0), (-0.8, 0.12)):
        for content in letters:
            pdf = fpdf_pdf.print_letter(content, "gewoon")
            whole = parse(pdf, "druk.pdf").letter
            expected = whole.text[: whole.pages[2].span.start] if len(whole.pages) > 2 else whole.text
            text = parse(files.scanned(pdf, degrees=degrees, noise=noise), "scan.pdf").letter.text
            stray = sum(text.lower().count(word) for word in _FURNITURE)
            yield f"{content.name} {degrees:+.1f}° {noise:.0%}", recall(expected, text), stray


def _line(name: str, found: Sequence[tuple[str, float, int]]) -> str:
    worst = min(found, key=lambda one: one[1])
    shares = [share for _, share, _ in found]
    return f"{name:26} {len(found):3} {mean(shares):8.4f} {worst[1]:8.4f} {sum(n for *_, n in found):6}  {worst[0]}"


def main() -> int:
    """Print the table."""
    chosen = sys.argv[1:]
    letters = contents()
    few = letters[::5]
    print(f"{'way':26} {'n':>3} {'mean':>8} {'lowest':>8} {'stray':>6}  lowest in")
    for name, way in ways().items():
        if chosen and not any(part in name for part in chosen):
            continue
        slow = any(word in name for word in ("chromium", "libreoffice", "odt", "rtf", "doc")) and name != "docx"
        found = list(measure(way, few if slow else letters))
        print(_line(name, found) if found else f"{name:26} not installed here", flush=True)
    if not chosen or "scan" in chosen:
        lacking = ocr.missing()
        print(f"scan: {lacking}" if lacking else _line("scan 200 dpi", list(scans(letters[:2]))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
