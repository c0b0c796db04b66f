"""Clean characters: NFC, single spaces, no controls, and words joined over line ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import cache

SOFT_HYPHEN = "\u00ad"
_BULLETS = dict.fromkeys(
    "\uf0b7\uf0a7\uf0a8\uf076\uf0d8\uf0e0\uf0fc\uf02d\uf06c\uf06e\uf0be\uf0de\u25aa\u25cf\u2022\u25fe\u25a0\u2219", "•"
)
_FIXED = {
    **dict.fromkeys(
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\n\r\x0b\x0c\u2028\u2029\x85",
        " ",
    ),
    **_BULLETS,
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
    "\u0132": "IJ",
    "\u0133": "ij",
    "\u2011": "-",
    "\u2010": "-",
}
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e007f\U000f0000-\U0010ffff\u00ad]"
)
_PLAIN = re.compile(r"[ -~¡-¬®-\u00ff\u2013\u2014\u2018-\u201e\u2026\u20ac]*")


def _char(char: str) -> str:
    """What one character becomes: another, several, a space or nothing."""
    fixed = _FIXED.get(char)
    if fixed is not None:
        return fixed
    return "" if _DROPPED.match(char) else char


def clean_text(text: str) -> str:
    """One line of text with single spaces; see `clean`."""
    return clean([(text, 0)])[0]


def clean(runs: Sequence[tuple[str, int]]) -> tuple[str, bytes]:
    """Clean text and looks of one printed line from its (text, look bits) runs.

    Ligatures and symbol-font bullets become letters and "•", spaces of any kind one space, controls
    (NUL, direction overrides, zero width) go. A soft or typographic hyphen that ends the line stays
    as U+00AD, so that `joint` knows that the word goes on.
    """
    text = "".join(part for part, _ in runs)
    looks = b"".join(bytes([bits]) * len(part) for part, bits in runs)
    hyphenated = text.rstrip().endswith((SOFT_HYPHEN, "\u2010"))
    if not _PLAIN.fullmatch(text):
        text, looks = _map(text, looks)
        if not unicodedata.is_normalized("NFC", text):
            text, looks = _nfc(text, looks)
    text, looks = _single_spaces(text, looks)
    if hyphenated and text:
        text, looks = text.removesuffix("-") + SOFT_HYPHEN, looks[: len(text.removesuffix("-"))] + looks[-1:]
    return text, looks


def _map(text: str, looks: bytes) -> tuple[str, bytes]:
    chars: list[str] = []
    bits = bytearray()
    for char, look in zip(text, looks, strict=True):
        mapped = _char(char)
        chars.append(mapped)
        bits.extend([look] * len(mapped))
    return "".join(chars), bytes(bits)


def _nfc(text: str, looks: bytes) -> tuple[str, bytes]:
    """NFC cluster by cluster (a base character with its marks), each keeping its first look."""
    parts: list[str] = []
    bits = bytearray()
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and unicodedata.combining(text[at]):
            continue
        part = unicodedata.normalize("NFC", text[start:at])
        parts.append(part)
        bits.extend([looks[start]] * len(part))
        start = at
    joined = "".join(parts)
    whole = unicodedata.normalize("NFC", joined)
    return (whole, bytes(bits)) if whole == joined else (whole, bytes(len(whole)))


def _single_spaces(text: str, looks: bytes) -> tuple[str, bytes]:
    if "  " not in text and not text.startswith(" ") and not text.endswith(" "):
        return text, looks
    keep = [at for at, char in enumerate(text) if char != " " or (at and text[at - 1] != " ")]
    if keep and text[keep[-1]] == " ":
        keep.pop()
    return "".join(text[at] for at in keep), bytes(looks[at] for at in keep)


_TAIL = re.compile(r"([^\W\d_]+(?:[-'’][^\W\d_]+)*)[-\u00ad]$")
_HEAD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_LOOSE = {"en", "of", "tot", "dan", "als", "maar", "respectievelijk", "resp", "c", "en/of", "e"}
_PREFIXES = {"re", "ex", "niet", "non", "oud", "pro", "anti", "semi", "quasi", "vice", "mede", "sub", "a", "b"}


def joint(left: str, right: str, words: Collection[str] = (), hyphenates: bool = False) -> tuple[int, str]:
    """How two lines of one paragraph meet: (characters to drop from the end of `left`, glue).

    `words` are the words of the document in lower case (compounds with their hyphens); `hyphenates`
    says whether the document breaks words at line ends. "klant-" + "en doelgroepen" keeps hyphen and
    space, "Pijnacker-" + "Nootdorp" the hyphen, "bouw-" + "sector" loses it.
    """
    tail = _TAIL.search(left)
    head = _HEAD.match(right)
    if left.endswith(("/", "@")) and len(left) > 1 and left[-2].isalnum() and right[:1].isalnum():
        return 0, ""
    if tail is None or head is None:
        return (1, "") if left.endswith(SOFT_HYPHEN) else (0, " ")
    first, second = tail.group(1), head.group()
    if left.endswith(SOFT_HYPHEN):
        return 1, "" if second[0].islower() or first.isupper() else "-"
    if second.lower() in _LOOSE:
        return 0, " "
    if _keeps_hyphen(first, second, words, hyphenates):
        return 0, ""
    return 1, ""


def _keeps_hyphen(first: str, second: str, words: Collection[str], hyphenates: bool) -> bool:
    last = re.split(r"[-'’]", first)[-1]
    if second[0].isupper() or last.isupper() or last.lower() in _PREFIXES:
        return True
    if f"{first}-{second}".lower() in words:
        return True
    joined = f"{first}{second}".lower()
    if joined in words or known(joined):
        return False
    if last[0].isupper() and len(last) <= 4 and len(second) > 3 and known(second.lower()):
        return True  # abbreviations: Wmo-raad, Wsw-plaats
    if known(last.lower()) and known(second.lower()) and len(last) > 3 and len(second) > 3:
        return not hyphenates
    return not (hyphenates or not known(last.lower()) or not known(second.lower()))


@cache
def known(word: str) -> bool:
    """Whether `word` (lower case) is in the Dutch word list that comes with simplemma."""
    import simplemma  # the list takes half a second to load, and most letters never need it

    return bool(simplemma.is_known(word, lang="nl"))
