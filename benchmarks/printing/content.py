"""The letters to print: those of the corpus, without their annotations, and what a reader should read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_MARK = re.compile(r"\{[A-Z][^|{}]*\||\}|\[\[|\]\]|\*{1,3}")
HEADER = "Kopregelproef van de drukker"
FOOTER = "Voetregelproef met adres"


@dataclass(frozen=True)
class Part:
    """One block: kind `line` (of the letterhead), `heading`, `paragraph`, `item` or `row`."""

    kind: str
    text: str
    marker: str = ""
    level: int = 1

    @property
    def cells(self) -> list[str]:
        """The cells of a table row."""
        return [cell.strip() for cell in self.text.split("|")]


@dataclass(frozen=True)
class Content:
    """A letter to print: sender, addressee and details line by line, then the body."""

    name: str
    sender: tuple[str, ...]
    address: tuple[str, ...]
    details: tuple[str, ...]
    body: tuple[Part, ...]

    @property
    def reading(self) -> str:
        """The letter as it should be read."""
        lines = [*self.sender, *self.address, *self.details]
        lines += [f"{part.marker} {part.text.replace('|', ' ')}" for part in self.body]
        return "\n".join(lines)


@cache
def contents() -> tuple[Content, ...]:
    """All letters of the corpus, and one of several pages made of four of them."""
    paths = sorted((ROOT / "corpus" / "sources" / "letters").glob("*.txt"))
    letters = [_content(path) for path in paths]
    long = Content(
        "lang",
        letters[0].sender,
        letters[0].address,
        letters[0].details,
        tuple(part for letter in letters[:4] for part in letter.body if not part.text.startswith("Geacht"))[:-2],
    )
    return (*letters, long)


def _content(path: Path) -> Content:
    text = _MARK.sub("", path.read_text(encoding="utf-8").split("---\n", 2)[2])
    parts = dict(re.findall(r"^%% (\w+)\n(.*?)(?=^%% |\Z)", text, flags=re.M | re.S))
    lines = {name: tuple(line.strip() for line in value.split("\n") if line.strip()) for name, value in parts.items()}
    names = [name for name in lines if name not in ("from", "to", "body")]
    before = [name for name in names if list(lines).index(name) < list(lines).index("body")]
    details = tuple(line for name in before for line in lines[name])
    after = [Part("paragraph", line) for name in names if name not in before for line in lines[name]]
    body = (*_body(parts["body"]), *after)
    return Content(path.stem, lines.get("from", ()), lines.get("to", ()), details, body)


def _body(text: str) -> list[Part]:
    parts: list[Part] = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        first = True
        for line in block.split("\n"):
            heading = re.match(r"#+ (.*)", line)
            item = re.match(r"( *)([-•–]|\d+[.)]|[a-z][.)]) (.*)", line)
            if heading:
                parts.append(Part("heading", heading[1]))
            elif item:
                marker = item[2] if item[2][0].isalnum() else ""
                parts.append(Part("item", item[3], marker, 1 + len(item[1]) // 2))
            elif line.startswith("|"):
                parts.append(Part("row", line.strip("| ")))
            elif not first and parts[-1].kind in ("paragraph", "item"):
                last = parts.pop()
                parts.append(Part(last.kind, f"{last.text} {line.strip()}", last.marker, last.level))
            else:
                parts.append(Part("paragraph", line.strip()))
            first = False
    return parts
