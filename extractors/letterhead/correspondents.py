"""Sender and addressee: bodies and persons as the letter prints them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from extractors.facts import Correspondent, PartyKind
from extractors.letter import Letter, Span
from extractors.letterhead.labels import OWN_LABEL, Labelled
from extractors.letterhead.lines import Parts
from extractors.letterhead.model import LIKELY, SURE, Likely
from extractors.names import places
from extractors.names.bodies import Body, find_bodies, flat, municipality_in
from extractors.names.persons import find_persons, function_pattern
from extractors.names.politics import is_minister, is_political
from extractors.text import trim

_ADDRESS = re.compile(
    r"\n|,?\s*(?:postbus|\d{4}\s?[A-Z]{2}\b|t\.?\s?a\.?\s?v\.?(?!\w)|ter attentie|p/a"
    r"|per e-?mail|via |raadhuisplein|stadhuisplein|<|\(?[\w.+-]+@|"
    r"onderwerp\b|betreft\b|datum\b|[A-Z][\w-]+(?:straat|weg|laan|plein|markt|gracht|kade"
    r"|dijk|singel|hof|pad|dreef|hove)\s+\d)",
    re.I,
)


def bodies(letter: Letter) -> list[Body]:
    """All bodies named in the letter, in order; none that runs from one block into the next paragraph."""
    return [_in_one_paragraph(letter, body) for body in find_bodies(letter.text)]


def _in_one_paragraph(letter: Letter, body: Body) -> Body:
    """The body without the place that begins the paragraph below ("… wethouders", and then "Ede, 3 mei")."""
    end = letter.text.find("\n\n", body.span.start, body.span.end)
    rest = letter.text[end : body.span.end].strip()
    if end < 0 or not places.is_known(rest) or letter.text[:end].endswith(" van"):
        return body
    span = Span(body.span.start, end)
    return replace(body, span=span, name=flat(letter.quote(span)))


def municipality_of(letter: Letter, found: Sequence[Body], parts: Parts) -> str | None:
    """The letter's own municipality: of the college or council in head and tail, else the one named most."""
    low = parts.head[-1].span.end if parts.head else 0
    high = parts.tail[0].span.start if parts.tail else len(letter.text)
    votes: Counter[str] = Counter()
    for body in found:
        if body.municipality:
            outer = body.span.start < low or body.span.start >= high
            votes[body.municipality] += 6 if outer else 3
    for match in re.finditer(rf"\b[Gg]emeente\s+({places.name_pattern()})", letter.text):
        votes[places.canonical(match[1])] += 1
    for match in re.finditer(
        r"[\w.]@?(?:gemeente)?([a-z-]{3,30})\.nl\b|\b\d{4}\s?[A-Z]{2}\s+([A-Z][\w'’ -]+)", letter.text
    ):
        name = (match[1] or match[2] or "").strip()
        if places.is_known(name):
            votes[places.canonical(name)] += 1
    if not votes:
        for start, _, name in places.mentioned(letter.text):
            votes[name] += 3 if start < low else 1
    return votes.most_common(1)[0][0] if votes else None


def addressee(
    letter: Letter,
    parts: Parts,
    labels: Sequence[Labelled],
    found: Sequence[Body],
    municipality: str | None,
    likely: Likely,
) -> Correspondent | None:
    """The addressee: behind "Aan", in the address block, or else in the salutation."""
    tail = parts.tail[0].span.start if parts.tail else len(letter.text)
    for label in labels:
        if label.field == "aan" and len(label.value) and label.label.start < tail:
            result = _from_block(letter, label.value, found, municipality, label.label)
            if result:
                return result
    block = _likely_block(parts, likely, _address_block(letter, parts, found))
    addressed = _from_block(letter, block, found, municipality, None) if block is not None else None
    if addressed is not None and addressed.kind != "gemeente":
        return addressed
    for label in labels:
        if label.field == "tav" and len(label.value):
            return _from_block(letter, label.value, found, municipality, label.label)
    if addressed is not None:
        return addressed
    greeted = _from_salutation(letter, parts, municipality)
    asker = next((label for label in labels if label.field == "aanvrager" and len(label.value)), None)
    if greeted is None and asker is not None:
        return _from_block(letter, asker.value, found, municipality, asker.label)
    return greeted


def _likely_block(parts: Parts, likely: Likely, block: Span | None) -> Span | None:
    """The address at the likeliest line of the head, where no `block` was found or it is surely not that."""
    lines = [index for index in likely if index < len(parts.head)]
    best = max(lines, key=lambda index: likely[index]["aan"], default=None)
    if best is None:
        return block
    chosen = next((index for index in lines if block and parts.lines[index].span.overlaps(block)), None)
    if chosen is None:
        wanted = likely[best]["aan"] >= LIKELY
    else:
        wanted = likely[best]["aan"] >= SURE and likely[chosen]["aan"] <= 1 - SURE
    if not wanted:
        return block
    line = parts.lines[best]
    label = OWN_LABEL.match(line.text)
    return Span(line.span.start + (label.end() if label else 0), min(line.span.end + 120, parts.head[-1].span.end))


def _from_block(
    letter: Letter, value: Span, found: Sequence[Body], municipality: str | None, cue: Span | None
) -> Correspondent | None:
    """The body or person at the start of an address."""
    for body in found:
        if body.span.start >= value.start - 4 and body.span.start < value.end and body.span.start - value.start < 60:
            if body.weak and body.span.start > value.start + 4:
                continue
            if body.kind == "adviesraad" and re.fullmatch(r"\w*-?\s?raden", body.name):
                break  # several councils: all that the line says of them
            return _correspondent(letter, _with_next(letter, body, found), municipality, cue)
    text = letter.quote(value)
    stop = _ADDRESS.search(text)
    first = text[: stop.start()] if stop else text
    first = first.rstrip(" ,;:")
    place = re.search(r",\s+([A-Z][\w'’ -]+)$", first)
    first = first[: place.start()] if place and places.is_known(place[1]) else first
    mail = re.match(r"<?(?P<mail>[\w.+-]+@[\w.-]+\w)", text)
    if mail:
        span = Span(value.start + mail.start("mail"), value.start + mail.end("mail"))
        return Correspondent(span, mail["mail"], _kind_of_mailbox(mail["mail"]), municipality, 0.6, cue)
    person = _PERSON_OF.fullmatch(first)
    if person and (person["behind"] or _is_person(person["before"])):
        part = "before" if person["before"] else "behind"
        value, first = Span(value.start + person.start(part), value.start + person.end(part)), person[part]
    person = None if person else _PERSON_AND.fullmatch(first)
    if person and (_is_person(person["name"]) or _FUNCTION.match(person["rest"])):
        first = person["name"]
    article = re.match(r"(?:de|het)\s+(?!heer\b)(?=[a-z])", first, re.I)
    if article:
        value, first = Span(value.start + article.end(), value.end), first[article.end() :]
    if not first or not any(c.isalpha() for c in first):
        return None
    span = Span(value.start, value.start + len(first))
    return Correspondent(span, flat(first), _kind_of(first), municipality, 0.7, cue)


def _with_next(letter: Letter, body: Body, found: Sequence[Body]) -> Body:
    """The council with the one that it is named with: "de Seniorenraad en het Gehandicaptenplatform"."""
    for other in found:
        between = letter.text[body.span.end : other.span.start]
        if other.kind == body.kind == "adviesraad" and re.fullmatch(r"\s+en\s+(?:de|het)\s+", between):
            span = Span(body.span.start, other.span.end)
            return replace(body, span=span, name=flat(letter.quote(span)))
    return body


_PERSON_OF = re.compile(
    r"(?P<before>[^,\n]+),\s+(?:[Gg]emeente|[Aa]fdeling)\s[^\n]*"
    r"|[Gg]emeente\s[^,\n]+,\s+"
    r"(?P<behind>(?:[Ww]ethouder|[Bb]urgemeester|[Dd]e heer|[Mm]evrouw|[Mm]w\.|[Dd]hr\.)\s[^,\n]+)"
)
"""A person with the municipality behind or before the name: "Jan Smit, gemeente Ede"."""


_PERSON_AND = re.compile(r"(?P<name>[^,(\n]{3,50}?)\s*[,(]\s*(?P<rest>(?![A-Z]{1,2}\.)[^\n]+)")
"""A person with a function or a municipality: "Jan Smit, beleidsadviseur", "Jan Smit (gemeente Ede)"."""
_FUNCTION = re.compile(r"(?!mevr|mw\b|de heer|dhr|wethouder|burgemeester)[a-zà-ÿ]")


def _is_person(name: str) -> bool:
    return bool(find_persons(name, loose=True)) and not re.match(
        r"(?:team|afdeling|programma|bestuur|directie)\b", name, re.I
    )


def _kind_of_mailbox(address: str) -> PartyKind:
    """Whose mailbox it is, by what stands before the "@"."""
    local = address.split("@")[0].lower()
    if re.search(r"griffie|gemeenteraad|raadsleden", local):
        return "gemeenteraad"
    if re.search(r"college|bestuur|wethouder|burgemeester|b-?(?:en-?)?w\b", local):
        return "college"
    return "adviesraad" if "raad" in local else "gemeente"


def _kind_of(name: str) -> PartyKind:
    if re.match(r"(?:het |de )?(?:dagelijks |algemeen )?(?:bestuur|directie)\b", name, re.I):
        return "organisatie"
    if re.match(r"(?:de\s+)?\w*raden\b", name, re.I):
        return "adviesraad"
    if re.match(r"(?:gemeentebestuur|portefeuillehouders?|wethouders?)\b", name, re.I) and not find_persons(name):
        return "college"
    if re.search(r"\b(?:raad|gemeenteraad|raadsleden|fracties?|griffie)\b", name, re.I):
        return "gemeenteraad"
    if re.search(r"\bcollege\b", name, re.I):
        return "college"
    if re.search(r"\bgemeente\b", name, re.I) and not re.search(r"\b(?:wethouder|de heer|mevrouw)\b", name, re.I):
        return "gemeente"
    if re.search(r"\b(?:wethouder|burgemeester|de heer|mevrouw|mw\.?|dhr\.?)\b", name, re.I) or find_persons(
        name, loose=True
    ):
        return "persoon"
    return "organisatie"


_MUNICIPALITY_BELOW = re.compile(r"(?<!\bvan)(?<!\bder)(?<!\bde)\s*\n\s*(?=gemeente\s)", re.IGNORECASE)
"""Where a line of its own under the college names its municipality, as addresses do."""


def _correspondent(letter: Letter, body: Body, municipality: str | None, cue: Span | None) -> Correspondent:
    members = re.match(r"(?:de )?leden van (?=(?:de|het) )", letter.quote(body.span), re.I)
    span = Span(body.span.start + members.end(), body.span.end) if members else body.span
    below = _MUNICIPALITY_BELOW.search(letter.quote(span))
    span = Span(span.start, span.start + below.start()) if below else span
    return Correspondent(span, flat(letter.quote(span)), body.kind, body.municipality or municipality, 0.9, cue)


def _address_block(letter: Letter, parts: Parts, found: Sequence[Body]) -> Span | None:
    """An address without label: "Aan het college …", or a body right above a postal address."""
    for line in parts.head:
        if _TO.match(line.text):
            return Span(line.span.start + 4, min(line.span.end + 160, parts.head[-1].span.end))
    head = Span(parts.head[0].span.start, parts.head[-1].span.end) if parts.head else Span(0, 0)
    inside = [body for body in found if head.contains(body.span)]
    greeting = parts.lines[parts.salutation].text if parts.salutation is not None else ""
    greets_council = re.search(r"adviesraad|cliëntenraad|\w*raad\b|\bplatform|\bpanel", greeting, re.I)
    if (greets_council and not re.search(r"gemeenteraad|college", greeting, re.I)) or _college_signs(parts, found):
        councils = [b for b in inside if b.kind == "adviesraad" and _starts_line(letter, b.span.start)]
        if councils:
            return Span(councils[-1].span.start, min(councils[-1].span.end + 120, head.end))
    for body in inside:
        if body.kind in ("college", "gemeenteraad") and _starts_line(letter, body.span.start):
            return Span(body.span.start, min(body.span.end + 120, head.end))
    return next(
        (
            line.span
            for at, line in enumerate(parts.head)
            if _BOARD_LINE.match(line.text)
            or _PERSON_LINE.match(line.text)
            or (_OFFICIAL_LINE.match(line.text) and _in_address(parts, at))
        ),
        None,
    )


def _in_address(parts: Parts, at: int) -> bool:
    """Whether the line stands under "Gemeente X" or right above a postal address."""
    near = [line.text for line in parts.head[max(0, at - 1) : at + 3]]
    return any(_ADDRESS_LINE.match(text) for text in near)


_TO = re.compile(
    r"aan\s+(?:het|de|burgemeester|b\s?(?:&|en)\s?w|college|mevrouw|mw|dhr|wethouder|gemeente|gemeentebestuur|leden"
    r"|raadsleden|alle|\w*raad|\w*platform|portefeuillehouders?|commissie|raadscommissie)\b",
    re.I,
)
_BOARD_LINE = re.compile(
    r"(?:(?:[Hh]et|[Dd]e)\s+)?(?:(?:[Dd]agelijks|[Aa]lgemeen)\s+[Bb]estuur|[Dd]irectie|[Bb]estuur)\s+(?:van\s+)?(?:de\s+|het\s+)?"
    r"[A-Z][^\n.:;]{2,80}$"
)
"""The board of a body of several municipalities, at the head of its address."""
_PERSON_LINE = re.compile(
    r"(?:[Gg]emeente\s[^,\n]{2,40},\s+)?(?:de heer|mevrouw|dhr\.|mw\.|wethouder|burgemeester)\s+[A-Z][^\n]{2,60}$"
)


_OFFICIAL_LINE = re.compile(
    r"(?:De heer|Mevrouw|Dhr\.|Mw\.|[Ww]ethouder|[Bb]urgemeester)\s+"
    r"(?:(?:de heer|mevrouw|dhr\.|mw\.)\s+)?[A-Z][^\n]{2,60}$"
)
_ADDRESS_LINE = re.compile(r"(?:gemeente\s|postbus\s\d|\d{4}\s?[A-Z]{2}\b)", re.I)


def _college_signs(parts: Parts, found: Sequence[Body]) -> bool:
    """Whether the letter is signed for a college, or printed on a municipality's letterhead."""
    if _municipal_head(parts):
        return True
    if not parts.tail:
        return False
    low = parts.tail[0].span.start
    return any(body.kind == "college" and body.span.start >= low for body in found)


def _municipal_head(parts: Parts) -> Span | None:
    """The line "Gemeente X" that a municipality's letterhead begins with."""
    greeting = parts.lines[parts.salutation].text if parts.salutation is not None else ""
    if re.search(r"college|wethouder|burgemeester|gemeenteraad|raadsleden|gemeente\b", greeting, re.I):
        return None
    for line in parts.head[:2]:
        if any(body.kind == "adviesraad" for body in find_bodies(line.text)):
            return None
        if re.fullmatch(rf"(?i:gemeente)\s+{places.name_pattern()}", line.text):
            return line.span
    return None


def _municipal_foot(parts: Parts) -> Span | None:
    """The "Gemeente X" that the last lines of a municipality's letter print with its address."""
    for line in parts.tail[-4:]:
        match = re.match(rf"(?i:gemeente)\s+(?:{places.known_names()})(?=$|[,|•·]| [-–|])", line.text)
        if match:
            return Span(line.span.start, line.span.start + match.end())
    return None


def _starts_line(letter: Letter, offset: int) -> bool:
    return (
        offset == 0
        or letter.text[max(0, offset - 1)] == "\n"
        or letter.text[max(0, offset - 16) : offset]
        .lower()
        .endswith(("aan ", "\nde ", "\nde leden van ", "\nleden van "))
    )


def _from_salutation(letter: Letter, parts: Parts, municipality: str | None) -> Correspondent | None:
    if parts.salutation is None:
        return None
    line = parts.lines[parts.salutation]
    text = line.text.rstrip(" ,:!")
    match = re.search(r"\bcollege\b", text, re.I)
    if match:
        printed = next((b for b in find_bodies(text) if b.kind == "college"), None)
        span = (printed.span if printed else Span(match.start(), match.end())).shift(line.span.start)
        return Correspondent(span, flat(letter.quote(span)), "college", municipality, 0.6)
    if re.search(r"\b(?:gemeenteraad|raadsleden|leden van de raad)\b", text, re.I):
        match = re.search(r"gemeenteraad|raadsleden|raad", text, re.I)
        assert match is not None
        name = f"Gemeenteraad van {municipality}" if municipality else "Gemeenteraad"
        return Correspondent(
            Span(line.span.start + match.start(), line.span.start + match.end()),
            name,
            "gemeenteraad",
            municipality,
            0.6,
        )
    who = re.sub(r"^(?:geachte?|beste|dag|hallo|waarde)\s+", "", text, flags=re.I)
    start = line.span.start + len(text) - len(who)
    bodies_here = find_bodies(who)
    if bodies_here:
        body = bodies_here[0]
        return Correspondent(body.span.shift(start), body.name, body.kind, body.municipality or municipality, 0.6)
    if who and len(who) < 80 and re.search(r"\b(?:wethouder|burgemeester|heer|mevrouw)\b|^[A-Z]", who):
        if re.match(
            r"(?:l\.? ?s\b|heer,? mevrouw|heer/mevrouw|mevrouw,? (?:de )?heer|lezer|allen|iedereen|dames|leden\b)",
            who,
            re.I,
        ):
            return None
        return Correspondent(Span(start, start + len(who)), flat(who), _kind_of(who), municipality, 0.5)
    return None


def sender(
    letter: Letter,
    parts: Parts,
    labels: Sequence[Labelled],
    found: Sequence[Body],
    to: Correspondent | None,
    municipality: str | None,
) -> Correspondent | None:
    """The sender: behind "Van", in the signature, in the letterhead, or the council that speaks in the text."""
    candidates = [body for body in found if _may_send(body, to)]
    for label in labels:
        if label.field == "van" and len(label.value):
            inside = [body for body in found if label.value.contains(body.span) or label.value.overlaps(body.span)]
            if inside:
                return _fullest(letter, inside[0], candidates or inside, municipality, label.label)
    writer = _behind_from(letter, labels, to, municipality)
    if writer is not None and writer.kind != "persoon":
        return writer
    tail = parts.tail or [line for line in parts.lines[-6:] if len(line.text) < 160]
    if tail:
        last = [b for b in candidates if any(line.span.overlaps(b.span) for line in tail)]
        below = [b for b in last if not b.weak or _signs(letter, b)]
        named = [b for b in below if _signs(letter, b)] or (below[:1] if parts.tail else [])
        if named and named[0].name[0].islower() and _heads_letter(letter, parts, candidates, named[0]):
            named = []
        if named:
            signer = _fullest(letter, named[0], candidates, municipality, None)
            return _municipality_for(letter, parts, named[0], municipality) or signer
    head_end = parts.head[-1].span.end if parts.head else 0
    above = [
        b
        for b in candidates
        if b.span.end <= head_end and _starts_line(letter, b.span.start) and b.kind == "adviesraad"
    ]
    if above:
        return _fullest(letter, above[0], candidates, municipality, None)
    municipal = _municipal_head(parts) or _municipal_foot(parts)
    if municipal and to is not None and to.kind == "adviesraad":
        return Correspondent(municipal, flat(letter.quote(municipal)), "gemeente", municipality, 0.7)
    if writer is not None:
        return writer
    is_letter = parts.salutation is not None or parts.closing is not None or to is not None
    unusual = _unusual_name(letter, parts, to, municipality) if is_letter else None
    if unusual:
        name = flat(letter.quote(unusual))
        return Correspondent(unusual, name, _kind_of_writer(to, name), municipality, 0.5)
    own = _namens(letter, parts, to)
    if own:
        name = flat(letter.quote(own))
        return Correspondent(own, name, _kind_of_writer(None, name, "adviesraad"), municipality, 0.6)
    return _speaker(letter, candidates, to, municipality)


def _heads_letter(letter: Letter, parts: Parts, candidates: Sequence[Body], signer: Body) -> bool:
    """Whether another council than `signer`, whom one of several signatories speaks for, heads the letter."""
    end = parts.head[-1].span.end if parts.head else 0
    first = [
        b for b in candidates if b.span.end <= end and b.kind == "adviesraad" and _starts_line(letter, b.span.start)
    ]
    alike = any(_words(signer.name) <= _words(body.name) for body in first)
    return bool(first) and signer.kind == "adviesraad" and not alike and len(signer.name.split()) < 3


def _behind_from(
    letter: Letter, labels: Sequence[Labelled], to: Correspondent | None, municipality: str | None
) -> Correspondent | None:
    """Whoever stands behind "Van": a department, a council with a name like no other, a person."""
    for label in labels:
        if label.field != "van":
            continue
        name = re.split(r"\s*[(<\n\[]|\s[–-]\s|@", letter.quote(label.value))[0].strip(" ,;:\"'")
        start = letter.quote(label.value).find(name)
        if len(name) < 3 or not re.search(r"[A-ZÀ-ÞĀ-Ž]", name) or " " not in name + letter.quote(label.value):
            continue
        span = Span(label.value.start + start, label.value.start + start + len(name))
        kind = _kind_of(name)
        kind = _kind_of_writer(to, name) if kind == "organisatie" else kind
        if find_persons(name, loose=True) and not re.search(r"afdeling|team|programma|gemeente|&", name, re.I):
            kind = "persoon"
        return Correspondent(span, flat(name), kind, municipality, 0.6, label.label)
    return None


def _kind_of_writer(to: Correspondent | None, name: str, usual: PartyKind | None = None) -> PartyKind:
    """What a writer of unknown kind is, by its name (politicians), else `usual`, else by whom it writes to."""
    if is_minister(name):
        return "ministerie"
    if is_political(name):
        return "organisatie"
    if usual is not None:
        return usual
    if to is not None and to.kind == "adviesraad":
        return "gemeente"
    return "organisatie" if to is None else "adviesraad"


_REGIONAL = re.compile(
    r"\b(?:[Rr]egio\w*|REGIO\w*|[Ii]ntergemeentelijke?|[Gg]emeenschappelijke|RSD|ISD|[Ss]treek\w*|[Bb]ovenlokale)\b"
)


def _of_region(who: Correspondent | None) -> bool:
    """Whether a body is of a region or of several municipalities by its name, and of none in particular."""
    if who is None or who.kind == "persoon":
        return False
    if re.match(r"(?:de\s+)?\w*-?\s?raden\b(?!\s+van\b)", who.name) and who.kind == "adviesraad":
        return not municipality_in(who.name)
    return bool(_REGIONAL.search(who.name)) and not municipality_in(who.name)


def of_region(
    to: Correspondent | None, sender: Correspondent | None
) -> tuple[Correspondent | None, Correspondent | None]:
    """Addressee and sender, without a municipality where a region's body writes or is written to."""
    if not (_of_region(to) or _of_region(sender)):
        return to, sender

    def bare(who: Correspondent | None) -> Correspondent | None:
        return replace(who, municipality=None) if who and not municipality_in(who.name) else who

    return bare(to), sender if to is not None and re.match(r"(?:de\s+)?\w*raden\b", to.name) else bare(sender)


def _unusual_name(letter: Letter, parts: Parts, to: Correspondent | None, municipality: str | None) -> Span | None:
    """The line of the letterhead, signature or footer that names a writer without any word for "council".

    Such a name holds the municipality's name or is printed more than once.
    """
    best: tuple[int, Span] | None = None
    text = letter.text.lower()
    last = parts.tail or [line for line in parts.lines[-4:] if line.block is None or line.block.kind != "heading"]
    for line in [*parts.head[:4], *last]:
        if to is not None and line.span.overlaps(to.span):
            continue
        name = re.split(r"\s[|•·–-]\s|,\s", line.text)[0]
        if (
            not _NAME_LINE.fullmatch(name)
            or function_pattern().match(name)
            or find_persons(name)
            or places.is_known(name)
            or places.is_village(name)
        ):
            continue
        score = 2 * bool(municipality and municipality.lower() in name.lower()) + 2 * (text.count(name.lower()) > 1)
        score += line is parts.lines[0]
        if score >= 2 and (best is None or score > best[0]):
            best = (score, Span(line.span.start, line.span.start + len(name)))
    return best[1] if best else None


_NAME_LINE = re.compile(
    r"(?!(?:Aan|Van|Betreft|Onderwerp|Datum|Inzake|Memo|Advies|Brief|Bijlage|Reactie|Kenmerk|Geacht\w*|Beste|Met|Hoogachtend"
    r"|De heer|Mevrouw|Gemeente|Postbus|Notitie|Verslag|Uitnodiging|Nieuwsbrief|Cc|Kopie|Namens)\b)"
    r"['’‘]?[A-ZÀ-ÞĀ-Ž][^\d\n.:;?!]{2,70}",
    re.I,
)


def _municipality_for(letter: Letter, parts: Parts, signer: Body, municipality: str | None) -> Correspondent | None:
    """The municipality on the letterhead, where the college signs without its full name ("namens het college")."""
    if signer.kind != "college" or (signer.municipality and re.search(r"burgemeester|\bb\W", signer.name, re.I)):
        return None
    span = _municipal_head(parts) or _municipal_foot(parts)
    return Correspondent(span, flat(letter.quote(span)), "gemeente", municipality, 0.7) if span else None


def _may_send(body: Body, to: Correspondent | None) -> bool:
    if body.kind not in ("adviesraad", "college"):
        return False
    if to is None:
        return True
    if to.kind == "college" and body.kind == "college":
        return False
    return not (body.span.overlaps(to.span) or (body.kind == to.kind and _same(body.name, to.name)))


def _same(one: str, other: str) -> bool:
    a, b = (set(re.findall(r"\w+", name.lower())) for name in (one, other))
    return a <= b or b <= a


def _signs(letter: Letter, body: Body) -> bool:
    before = letter.text[max(0, body.span.start - 40) : body.span.start]
    return bool(
        re.search(r"\b(?:namens\b[^.\n]{0,30}|voor\s+(?:de|het))\n?\s*$|(?:^|\n)\s*(?:de\s+|het\s+)?$", before, re.I)
    )


def _fullest(
    letter: Letter, body: Body, candidates: Sequence[Body], municipality: str | None, cue: Span | None
) -> Correspondent:
    """The longest printed form of the same body: its name in the signature may be shorter than in the letterhead."""
    words = _words(body.name)
    best = _spelled_out(body, candidates)
    for other in candidates:
        if (
            other.kind == body.kind
            and words < _words(other.name)
            and len(other.name) < 110
            and "\n\n" not in letter.quote(other.span)
        ) and _words(other.name) > _words(best.name):
            best = other
    return _without_article(_correspondent(letter, best, municipality, cue))


def _without_article(who: Correspondent) -> Correspondent:
    """ "namens het college": a small article in running text is no part of the sender's name."""
    article = re.match(r"(?:het|de)\s+", who.name)
    if not article:
        return who
    return replace(who, name=who.name[article.end() :], span=Span(who.span.start + article.end(), who.span.end))


def _spelled_out(body: Body, candidates: Sequence[Body]) -> Body:
    """For a name with an abbreviation ("ASD Hoorn") the one that spells it out, when the letter has it."""
    short = body.name.split()[0]
    if not short.isupper() or len(short) < 3:
        return body
    for other in candidates:
        letters = "".join(
            word[0] for word in re.findall(r"[A-Za-z]+", other.name) if word.lower() not in ("de", "van", "voor", "en")
        )
        if other.kind == body.kind and letters.upper().startswith(short) and other.name != body.name:
            return other
    return body


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.lower())) - {"de", "het", "van", "gemeente", "voor"}


_NAMENS = re.compile(
    r"\b[Nn]amens\s+(?:(?:de leden van|het bestuur van)\s+)?(?:de"
    r"|het)?\s*(?P<who>(?:fractie\s+(?:van\s+)?(?:de\s+|het\s+)?)?[A-Z][\w’'&-]*(?:\s+(?:van|de|het|en|voor"
    r"|&)?\s*[A-Z][\w’'&-]*){0,6})"
)


def _namens(letter: Letter, parts: Parts, to: Correspondent | None) -> Span | None:
    for line in parts.tail:
        match = _NAMENS.search(line.text)
        if match is None or function_pattern().match(match["who"]):
            continue
        end = min([match.end("who"), *(match.start("who") + one.span.start for one in find_persons(match["who"]))])
        if line.text[match.start("who") : end].strip():
            return trim(letter.text, Span(match.start("who"), end).shift(line.span.start))
    return None


_SAYS = re.compile(
    r"\s+(?:\([\w&]+\)\s+)?"
    r"(?:adviseert|bepleit|pleit|vindt|mist|acht|constateert|verzoekt|vraagt|beveelt|is van mening)\b"
)
"""What a council does that writes the letter."""


_WRITES = re.compile(
    r"\b(?:hierbij|(?:met|in|middels|via) deze (?:brief|notitie|reactie|mail))\b[^.?!\n]{0,25}\b(?:de|het)\s*$",
    re.I,
)
"""What stands before the name of the body that writes the letter."""
_OPENS = re.compile(r"(?:[.!?:]\s+|\n\s*|^)(?:Het|De)\s+$")


def _speaker(
    letter: Letter, candidates: Sequence[Body], to: Correspondent | None, municipality: str | None
) -> Correspondent | None:
    """The council that the text speaks of most, in its fullest form."""
    councils = [
        b for b in candidates if b.kind == "adviesraad" and not b.weak and len(b.name.split()) + b.name.count("-") > 1
    ]
    if not councils:
        councils = [b for b in candidates if b.kind == "adviesraad" and not b.weak and b.name[0].isupper()]
    councils = councils or _speaking_platforms(letter, candidates, to)
    if councils:
        counts = Counter(body.name.lower() for body in councils)
        counts.update(body.name.lower() for body in councils if _SAYS.match(letter.text, body.span.end))
        first = max(councils, key=lambda body: (counts[body.name.lower()], -body.span.start))
        return _fullest(letter, first, candidates, municipality, None)
    if to is not None and to.kind == "adviesraad":
        colleges = [b for b in candidates if b.kind == "college"]
        if colleges:
            return _fullest(letter, colleges[0], candidates, municipality, None)
    return None


def _speaking_platforms(letter: Letter, candidates: Sequence[Body], to: Correspondent | None) -> list[Body]:
    """Platforms and the like that write: "Met deze brief wil het Platform X …", "Het Platform X … Het Platform …"."""
    text = letter.text
    weak = [body for body in candidates if body.weak]
    writing = [body for body in weak if _WRITES.search(text, max(0, body.span.start - 40), body.span.start)]
    if writing or (to is not None and to.kind == "adviesraad"):
        return writing
    opening = [body for body in weak if _OPENS.search(text, max(0, body.span.start - 12), body.span.start)]
    nouns = Counter(body.name.split()[0] for body in opening)
    return [body for body in weak if len(body.name.split()) > 1 and nouns[body.name.split()[0]] > 1]
