"""HTML: the text of the page without menus, cookie notices, scripts and other boilerplate."""

from __future__ import annotations

import hashlib
import re

from lxml import etree
from lxml import html as lxml_html

from pipeline.errors import UnreadableFile
from pipeline.layout import BOLD, ITALIC, QUOTED, UNDERLINE, Piece, Row, Sheet, compose, structure
from pipeline.layout.clean import clean_text
from pipeline.layout.wording import split_marker
from pipeline.limits import DEFAULT, Limits
from pipeline.parsers.decode import decode
from pipeline.parsers.package import all_text
from pipeline.parsers.types import Parsed

_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "applet",
        "canvas",
        "audio",
        "video",
        "nav",
        "form",
        "button",
        "select",
        "input",
        "textarea",
        "dialog",
        "head",
        "title",
        "meta",
        "link",
        "map",
        "datalist",
        "progress",
        "meter",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "address",
        "blockquote",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "figure",
        "figcaption",
        "hr",
        "body",
        "html",
        "fieldset",
        "details",
        "summary",
        "center",
    ]
)
_LOOKS = {
    "b": BOLD, "strong": BOLD, "th": BOLD, "i": ITALIC, "em": ITALIC, "cite": ITALIC, "u": UNDERLINE, "ins": UNDERLINE,
}  # fmt: skip
_BOILERPLATE = re.compile(
    r"(?:^|[\s_-])(?:cookie|cookies|cookiebar|cookiebanner|consent|gdpr|navbar|navigation|navigatie|menu|submenu|"
    r"hoofdmenu|breadcrumb|breadcrumbs|kruimelpad|sidebar|zijbalk|skip|skiplink|skip-link|social|share|delen|"
    r"pagination|search|zoeken|zoekbalk|banner|advert|newsletter|nieuwsbrief|print-only|sr-only|screen-reader-text)"
    r"(?:$|[\s_-])",
    re.I,
)
_ROLES = frozenset(("navigation", "search", "banner", "contentinfo", "complementary", "dialog", "alertdialog", "menu"))
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{2,20})", re.I)


def parse(data: bytes, name: str, limits: Limits = DEFAULT) -> Parsed:
    """Read an HTML page."""
    declared = _META_CHARSET.search(data[:4096])
    text = decode(data, declared.group(1).decode("ascii") if declared else None)
    pieces = pieces_of(text, limits)
    title = re.search(r"<title[^>]*>([^<]{0,500})", text[:100_000], re.I)
    letter = compose(
        structure(pieces),
        [Sheet(1)],
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/html",
        name=name,
        metadata={"title": clean_text(title.group(1))} if title else {},
    )
    return Parsed(letter)


def pieces_of(text: str, limits: Limits = DEFAULT, *, trusted: bool = False) -> list[Piece]:
    """The pieces of an HTML text. `trusted` skips the search for boilerplate (mail, Markdown)."""
    if len(text) > limits.text_characters * 4:
        raise UnreadableFile("te_groot", "The HTML text is longer than is allowed.")
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    safe = text.replace("\0", "").encode("utf-8", "replace")
    root = etree.fromstring(b'<?xml encoding="utf-8"?>' + safe, parser) if safe.strip() else None
    if root is None:
        return []
    top = root if trusted else _content(root)
    return _Reader(limits, trusted).read(top)


def _content(root: etree._Element) -> etree._Element:
    """The element that holds the page's own text: main or a single article, else everything."""
    whole = len(all_text(root))
    for path in ("//main", "//*[@role='main']", "//article"):
        found = root.xpath(path)
        only = found[0] if isinstance(found, list) and len(found) == 1 else None
        if isinstance(only, etree._Element) and len(all_text(only)) > 0.3 * whole:
            return only
    return root


class _Reader:
    """Walks the tree once, start and end of each element, without recursion."""

    def __init__(self, limits: Limits, trusted: bool) -> None:
        self.limits = limits
        self.trusted = trusted
        self.pieces: list[Piece] = []
        self.rows: list[list[tuple[str, int]]] = [[]]
        self.hard: list[bool] = []
        self.kind: str = "paragraph"
        self.level = 0
        self.marker = ""
        self.looks: list[int] = [0]
        self.lists: list[list[int | str]] = []
        self.tables: list[list[int]] = []
        self.table_count = 0
        self.pre = 0

    def read(self, top: etree._Element) -> list[Piece]:
        skipped: etree._Element | None = None
        count = depth = 0
        for event, element in etree.iterwalk(top, events=("start", "end")):
            if event == "start":
                count += 1
                depth += 1
                if count > self.limits.elements or depth > self.limits.nesting + 56:
                    raise UnreadableFile("te_groot", "The HTML has more or deeper elements than is allowed.")
                if skipped is None and self._is_dropped(element):
                    skipped = element
                if skipped is None:
                    self._open(element)
                    self._text(element.text)
            else:
                depth -= 1
                if skipped is None:
                    self._close(element)
                if skipped is element:
                    skipped = None
                if skipped is None and element is not top:
                    self._text(element.tail)
        self._flush()
        return self.pieces

    def _is_dropped(self, element: etree._Element) -> bool:
        tag = _tag(element)
        if tag in _DROPPED and not (tag == "form" and len(all_text(element)) > 2000):
            return True
        if "hidden" in element.attrib or re.search(r"display:\s*none", element.get("style") or ""):
            return True
        if self.trusted:
            return False
        if (element.get("role") or "").lower() in _ROLES or element.get("aria-hidden") == "true":
            return True
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if tag in _BLOCKS and tag not in ("body", "html", "main", "article") and _BOILERPLATE.search(named):
            return True
        return tag in ("header", "footer", "aside") and _is_site_part(element)

    def _open(self, element: etree._Element) -> None:
        tag = _tag(element)
        self.looks.append(
            self.looks[-1] | _LOOKS.get(tag, 0) | _css_looks(element.get("style") or "") | _quote(element)
        )
        if tag == "br":
            self._break(hard="soft" not in (element.get("class") or ""))
            return
        if tag not in _BLOCKS:
            return
        self._flush()
        if tag[0] == "h" and tag[1:].isdigit():
            self.kind, self.level = "heading", int(tag[1:])
            self.looks[-1] = self.looks[-2]
        elif tag in ("ul", "ol"):
            first = element.get("start") or "1"
            start = int(first) if first.lstrip("-").isdigit() and len(first) < 6 else 1
            self.lists.append([tag, start, element.get("type") or "1"])
        elif tag == "li":
            self._item(element)
        elif tag == "table":
            self.table_count += 1
            self.tables.append([self.table_count, -1, -1])
        elif tag == "tr" and self.tables:
            self.tables[-1][1] += 1
            self.tables[-1][2] = -1
        elif tag in ("td", "th") and self.tables:
            self.tables[-1][2] += 1
        elif tag == "pre":
            self.pre += 1

    def _item(self, element: etree._Element) -> None:
        self.kind, self.level = "list_item", min(3, max(1, len(self.lists)))
        printed = element.get("data-marker")
        if printed:
            self.marker = clean_text(printed)
        elif self.lists and self.lists[-1][0] == "ol":
            number = int(self.lists[-1][1])
            self.lists[-1][1] = number + 1
            self.marker = f"{_numbered(number, str(self.lists[-1][2]))}."
        else:
            self.marker = "•"

    def _close(self, element: etree._Element) -> None:
        tag = _tag(element)
        self.looks.pop()
        if tag not in _BLOCKS:
            return
        self._flush()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "table" and self.tables:
            self.tables.pop()
        elif tag == "pre":
            self.pre -= 1
        if tag == "li":
            self.marker = ""

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self.pre and "\n" in text:
            for at, line in enumerate(text.split("\n")):
                if at:
                    self._break(hard=True)
                self.rows[-1].append((line, self.looks[-1]))
            return
        self.rows[-1].append((re.sub(r"\s+", " ", text), self.looks[-1]))

    def _break(self, *, hard: bool) -> None:
        self.hard.append(hard)
        self.rows.append([])

    def _flush(self) -> None:
        """End the piece that is being read."""
        rows: list[Row] = []
        for runs, hard in zip(self.rows, [*self.hard, False], strict=True):
            row = Row.of(runs)
            row.hard = hard
            if row.text:
                rows.append(row)
            elif rows:
                rows[-1].hard = True
        self.rows, self.hard = [[]], []
        if not rows:
            return
        table, row_number, column = self.tables[-1] if self.tables else (0, 0, 0)
        kind = self.kind
        if kind == "list_item":
            printed, start = split_marker(rows[0].text)
            if printed and (self.marker in ("•", "-", "*", "+") or printed.strip("().") == self.marker.strip("().")):
                self.marker, rows[0] = printed, rows[0].cut(start)
        if kind == "paragraph" and table:
            kind = "table_cell"
        self.pieces.append(
            Piece(
                kind,  # type: ignore[arg-type]
                rows,
                self.level,
                self.marker,
                table,
                max(0, row_number),
                max(0, column),
                sure=kind in ("heading", "list_item"),
            )
        )
        self.kind, self.level, self.marker = "paragraph", 0, ""


def _tag(element: etree._Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _css_looks(style: str) -> int:
    looks = BOLD if re.search(r"font-weight:\s*(?:bold|[6-9]00)", style) else 0
    looks |= ITALIC if re.search(r"font-style:\s*(?:italic|oblique)", style) else 0
    return looks | (UNDERLINE if re.search(r"text-decoration:[^;]*underline", style) else 0)


def _quote(element: etree._Element) -> int:
    """The look of what a mail program marks as repeated from an earlier mail."""
    cited = _tag(element) == "blockquote" and element.get("type") == "cite"
    return QUOTED if cited or "gmail_quote" in (element.get("class") or "").split() else 0


def _is_site_part(element: etree._Element) -> bool:
    """Whether a header, footer or aside belongs to the web site, not to the letter."""
    if element.getparent() is not None and next(element.iterancestors("article"), None) is not None:
        return False
    text = " ".join(all_text(element).split())
    linked = sum(len(all_text(link)) for link in element.iter("a"))
    has_menu = next(element.iter("nav", "form"), None) is not None
    return has_menu or linked > 0.4 * len(text) or bool(re.search(r"©|cookie|disclaimer|privacyverklaring", text, re.I))


def _numbered(number: int, style: str) -> str:
    if style in ("a", "A") and 1 <= number <= 26:
        return chr(ord(style) + number - 1)
    if style in ("i", "I") and 1 <= number < 40:
        roman = "x" * (number // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]
        return roman if style == "i" else roman.upper()
    return str(number)
