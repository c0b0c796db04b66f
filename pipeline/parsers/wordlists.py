"""How Word numbers its lists and what its styles mean: numbering.xml and styles.xml."""

from __future__ import annotations

import re

from lxml import etree

from pipeline.layout import BOLD, ITALIC, UNDERLINE

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off", "none")
_HEADING = re.compile(r"^(?:heading|kop|titre|überschrift)\s*([1-9])", re.I)
_BASED_ON_LIMIT = 12


def value(element: etree._Element | None, path: str) -> str | None:
    """The w:val of the element at `path`, None when there is none."""
    found = element.find(path) if element is not None else None
    return None if found is None else found.get(f"{W}val")


class Styles:
    """Paragraph and character styles with what they inherit."""

    def __init__(self, root: etree._Element | None) -> None:
        self.by_id: dict[str, etree._Element] = {}
        self.default: str | None = None
        for style in root.iter(f"{W}style") if root is not None else ():
            identity = style.get(f"{W}styleId")
            if identity:
                self.by_id[identity] = style
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
                    self.default = identity

    def chain(self, identity: str | None) -> list[etree._Element]:
        """The style and those it is based on, nearest first."""
        found: list[etree._Element] = []
        while identity in self.by_id and len(found) < _BASED_ON_LIMIT:
            assert identity is not None
            style = self.by_id[identity]
            found.append(style)
            identity = value(style, f"{W}basedOn")
        return found

    def of(self, paragraph: etree._Element) -> list[etree._Element]:
        """The styles of a paragraph, nearest first."""
        return self.chain(value(paragraph, f"{W}pPr/{W}pStyle") or self.default)

    def heading_level(self, paragraph: etree._Element) -> int:
        """1–6 for a heading, 0 for anything else; a title is level 1."""
        outline = value(paragraph, f"{W}pPr/{W}outlineLvl")
        if outline is not None and outline.isdigit() and int(outline) < 9:
            return min(6, int(outline) + 1)
        for style in self.of(paragraph):
            name = value(style, f"{W}name") or ""
            found = _HEADING.match(name)
            if found:
                return min(6, int(found.group(1)))
            if name.lower() in ("title", "titel"):
                return 1
            outline = value(style, f"{W}pPr/{W}outlineLvl")
            if outline is not None and outline.isdigit() and int(outline) < 9:
                return min(6, int(outline) + 1)
        return 0

    def looks(self, paragraph: etree._Element) -> int:
        """Looks that the paragraph's style gives to its runs."""
        looks = 0
        for style in reversed(self.of(paragraph)):
            looks = _apply(style.find(f"{W}rPr"), looks)
        return looks

    def run_looks(self, run: etree._Element, base: int) -> int | None:
        """Looks of a run; None when its text is hidden."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return base
        hidden = properties.find(f"{W}vanish")
        if hidden is not None and hidden.get(f"{W}val") not in _OFF:
            return None
        for style in reversed(self.chain(value(properties, f"{W}rStyle"))):
            base = _apply(style.find(f"{W}rPr"), base)
        return _apply(properties, base)


def _apply(properties: etree._Element | None, looks: int) -> int:
    for tag, bit in (("b", BOLD), ("i", ITALIC), ("u", UNDERLINE)):
        found = properties.find(f"{W}{tag}") if properties is not None else None
        if found is not None:
            looks = looks & ~bit if found.get(f"{W}val") in _OFF else looks | bit
    return looks


class Numbering:
    """The numbers and bullets that Word prints before paragraphs; counts while reading."""

    def __init__(self, root: etree._Element | None) -> None:
        self.levels: dict[str, dict[int, etree._Element]] = {}
        self.abstract_of: dict[str, str] = {}
        self.starts: dict[tuple[str, int], int] = {}
        self.counts: dict[str, list[int]] = {}
        if root is None:
            return
        for abstract in root.iter(f"{W}abstractNum"):
            identity = abstract.get(f"{W}abstractNumId") or ""
            self.levels[identity] = {int(level.get(f"{W}ilvl") or 0): level for level in abstract.iter(f"{W}lvl")}
        for number in root.iter(f"{W}num"):
            self._number(number)

    def _number(self, number: etree._Element) -> None:
        identity = number.get(f"{W}numId") or ""
        self.abstract_of[identity] = value(number, f"{W}abstractNumId") or ""
        for override in number.iter(f"{W}lvlOverride"):
            start = value(override, f"{W}startOverride")
            if start is not None and start.isdigit():
                self.starts[identity, int(override.get(f"{W}ilvl") or 0)] = int(start)

    def next(self, paragraph: etree._Element, styles: list[etree._Element]) -> tuple[str, int]:
        """The marker that Word prints before this paragraph, and its level from 0; "" for none."""
        identity = level = None
        for holder in (paragraph, *styles):
            identity = value(holder, f"{W}pPr/{W}numPr/{W}numId") if identity is None else identity
            level = value(holder, f"{W}pPr/{W}numPr/{W}ilvl") if level is None else level
            if identity is not None:
                break
        if identity is None or identity == "0":
            return self._by_style_name(styles)
        depth = min(8, int(level)) if level is not None and level.isdigit() else 0
        shown = depth or self._named_depth(styles)
        abstract = self.abstract_of.get(identity)
        definition = self.levels.get(abstract or "", {}).get(depth)
        if definition is None:
            return self._by_style_name(styles) if abstract is None else ("•", shown)
        return self._marker(identity, abstract or "", depth, definition), shown

    def _named_depth(self, styles: list[etree._Element]) -> int:
        """Depth that a style's name tells ("List Bullet 2" is one deep)."""
        name = (value(styles[0], f"{W}name") or "").lower() if styles else ""
        found = re.match(r"(?:list|lijst)\D*([2-5])$", name)
        return int(found.group(1)) - 1 if found else 0

    def _by_style_name(self, styles: list[etree._Element]) -> tuple[str, int]:
        """Lists by style alone, as files without numbering part have them."""
        name = (value(styles[0], f"{W}name") or "").lower() if styles else ""
        found = re.match(r"(?:list bullet|lijst opsom\S*|lijstopsom\S*)\s*(\d?)", name)
        return ("•", int(found.group(1) or 1) - 1) if found else ("", 0)

    def _marker(self, identity: str, abstract: str, depth: int, definition: etree._Element) -> str:
        key = f"{identity}" if (identity, depth) in self.starts else abstract
        counts = self.counts.setdefault(key, [-1] * 9)
        begin = self.starts.get((identity, depth))
        if begin is None:
            begin = int(value(definition, f"{W}start") or 1)
        counts[depth] = begin if counts[depth] < 0 else counts[depth] + 1
        counts[depth + 1 :] = [-1] * (8 - depth)
        form = value(definition, f"{W}numFmt") or "decimal"
        text = value(definition, f"{W}lvlText") or ""
        if form == "bullet":
            return _bullet(text)
        if form == "none":
            return ""
        levels = self.levels[abstract]

        def printed(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            shape = value(levels.get(at), f"{W}numFmt") or "decimal"
            first = int(value(levels.get(at), f"{W}start") or 1)
            return numeral(counts[at] if counts[at] >= 0 else first, shape)

        return " ".join(re.sub(r"%([1-9])", printed, text).split())


def _bullet(text: str) -> str:
    sign = text.strip()[:1]
    return sign if sign and sign in "-–—*•◦▪■□●○➢✓→·" else "•"


def numeral(number: int, form: str) -> str:
    """A number in one of Word's forms: decimal, lowerLetter, upperLetter, lowerRoman, upperRoman."""
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < number < 400:
        roman = ""
        for size, sign in (
            (100, "c"),
            (90, "xc"),
            (50, "l"),
            (40, "xl"),
            (10, "x"),
            (9, "ix"),
            (5, "v"),
            (4, "iv"),
            (1, "i"),
        ):
            while number >= size:
                roman += sign
                number -= size
        return roman if form == "lowerRoman" else roman.upper()
    return f"{number:02d}" if form == "decimalZero" else str(number)
