"""Letters with their annotations inside the text: the plain text and the gold record come out.

A source file is YAML between two lines `---`, then the letter. The letter has parts, each after a
line `%% from`, `%% to`, `%% info`, `%% body` or `%% sign` (order as printed; lines of the other parts
than the body stay lines). Inside the text, annotations stand in braces and may be nested:

    {Q1 3|Is de pas duidelijk?}        question q1, printed number 3; a second {Q1|…} is a mention
    {R1 positief|De raad vindt van wel.}   a paragraph of the answer to q1, and its stance
    {A|Wij [[adviseren]] de pas gratis te maken.}   advice; [[…]] is the trigger
    {V|…} {P|…} {C|…}                  strength verzoek, aandachtspunt, voorwaarde; {A/P|…} accepts both
    {P?|…}                             optional item; {A t=armoede+communicatie|…} also a concern
    {T privacy|…}                      concern only
    {D deadline 2021-05-03|3 mei}      date with role and ISO value; {D ontvangst/overig 2021|…}
    {O|Wanneer hoort u ons?}           question of the council to the college
    {B overgenomen|…} {E|…}            in a reaction: advice restated with its status, and the reaction

A list `skip` in the YAML names the fields that an excerpt cannot be judged on. Parties are lines:
`name; kind; roles; mention | mention; function`, `?` in front when optional. A field with `/` accepts
all values: `bedrijf/organisatie`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

STRENGTH = {"A": "advies", "V": "verzoek", "P": "aandachtspunt", "C": "voorwaarde"}
PARTS = ("from", "to", "info", "body", "sign")


@dataclass
class Tag:
    """One annotation: what stands before the bar, and where it stands in the plain text."""

    code: str
    values: list[str]
    start: int
    end: int = 0
    parents: list[Tag] = field(default_factory=list)
    cue: tuple[int, int] | None = None


@dataclass
class Source:
    """A source letter: its settings, its parts (name, plain text) and its gold record."""

    name: str
    settings: dict[str, Any]
    parts: list[tuple[str, str]]
    gold: dict[str, Any]

    @property
    def text(self) -> str:
        """The whole letter as plain text, markup for bold and headings included."""
        return "\n\n".join(text for _, text in self.parts)


def read(path: Path) -> Source:
    """Read a source file; raises ValueError with the file's name when the annotation is wrong."""
    raw = path.read_text(encoding="utf-8")
    _, head, body = raw.split("---\n", 2)
    settings = yaml.safe_load(head)
    try:
        plain, tags = strip(body)
        gold = record(settings, plain, tags)
    except (ValueError, KeyError, IndexError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    return Source(path.stem, settings, _parts(plain), gold)


def strip(marked: str) -> tuple[str, list[Tag]]:
    """The text without annotations, and the annotations with their places in it."""
    text: list[str] = []
    tags: list[Tag] = []
    stack: list[Tag] = []
    length = 0
    cue_start = 0
    for token in re.split(r"(\{[A-Z][^|{}]*\||\}|\[\[|\]\])", marked):
        if re.fullmatch(r"\{[A-Z][^|{}]*\|", token):
            code, *values = token[1:-1].split()
            stack.append(Tag(code, values, length, parents=list(stack)))
            tags.append(stack[-1])
        elif token == "}":
            if not stack:
                raise ValueError(f"stray closing brace after “{''.join(text)[-40:]}”")
            stack.pop().end = length
        elif token == "[[":
            cue_start = length
        elif token == "]]":
            owner = next(tag for tag in reversed(stack) if tag.code.rstrip("?")[0] in STRENGTH)
            owner.cue = (cue_start, length)
        else:
            text.append(token)
            length += len(token)
    if stack:
        raise ValueError(f"annotation {stack[-1].code} is not closed")
    return "".join(text), tags


def record(settings: dict[str, Any], text: str, tags: list[Tag]) -> dict[str, Any]:
    """The gold record of a letter, in the order of the schema."""
    gold: dict[str, Any] = {
        "document_type": settings["type"],
        "letter_date": _text(settings.get("date")),
        "reference": {"ours": _text(settings.get("ours")), "yours": _text(settings.get("yours"))},
        "subject": settings.get("subject"),
        "sender": _correspondent(settings.get("from"), clean(text)),
        "addressee": _correspondent(settings.get("to"), clean(text)),
        "cc": settings.get("cc") or [],
        "signatories": [_signatory(line) for line in settings.get("signed") or []],
    }
    if settings.get("other"):
        gold["reference"]["other"] = settings["other"]
    if settings.get("parties"):
        gold["parties"] = [_party(line, clean(text)) for line in settings["parties"].strip().splitlines()]
        _name_colleges(gold)
    gold["dates"] = _dates(text, tags)
    asked_by = settings.get("asked_by") or (gold["addressee"] or {}).get("name")
    gold["questions"] = _questions(text, tags, asked_by)
    gold["advice"] = _advice(text, tags)
    concerns = _concerns(text, tags)
    if concerns:
        gold["concerns"] = concerns
    council = [{"text": _clean(text, tag)} for tag in tags if tag.code == "O"]
    if council:
        gold["council_questions"] = council
    if settings["type"] == "reactie_college":
        gold["responses"] = _responses(text, tags)
    if settings.get("accepted_type"):
        gold["document_type_accepted"] = [settings["type"], *settings["accepted_type"]]
    if settings.get("notes"):
        gold["notes"] = settings["notes"]
    for key in settings.get("skip") or []:
        gold.pop(key, None)
    return gold


def clean(text: str) -> str:
    """A quote as it stands in the normalised document, without list markers in front."""
    text = re.sub(r"[*_#]", "", text)
    text = " ".join(text.split())
    return text.strip()


def _clean(text: str, tag: Tag) -> str:
    return clean(text[tag.start : tag.end])


def _parts(plain: str) -> list[tuple[str, str]]:
    pieces = re.split(r"^%% (\w+)\n", plain, flags=re.M)[1:]
    return [(name, body.strip("\n")) for name, body in zip(pieces[::2], pieces[1::2], strict=True)]


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _correspondent(line: str | None, document: str) -> dict[str, Any] | None:
    """Sender or addressee; with or without the article, and with or without its place, as printed."""
    if not line:
        return None
    names, kinds, municipality = (part.strip() for part in line.split(";"))
    listed, kind = [name.strip() for name in names.split("|")], kinds.split("/")
    bare = [re.sub(r"^(?:het|de) ", "", name, flags=re.I) for name in listed]
    places = ["", f" van {municipality}", f" van de gemeente {municipality}"]
    longer = [start + name + place for name in bare for start in ("", "het ", "de ") for place in places]
    forms = list(dict.fromkeys([*listed, *(name for name in longer if name.lower() in document.lower())]))
    result: dict[str, Any] = {"name": forms[0], "kind": kind[0], "municipality": municipality or None}
    if len(forms) > 1:
        result["name_accepted"] = forms
    if len(kind) > 1:
        result["kind_accepted"] = kind
    return result


def _signatory(line: str) -> dict[str, Any]:
    name, _, role = (part.strip() for part in line.partition(";"))
    return {"name": name, "role": role or None}


def _party(line: str, document: str) -> dict[str, Any]:
    """A party from its line; each mention is kept as it occurs, with or without a capital."""
    optional = line.startswith("?")
    name, kind, roles, *rest = (part.strip() for part in line.lstrip("? ").split(";"))
    kinds = kind.split("/")
    listed = [part.strip() for part in rest[0].split("|")] if rest and rest[0] else [name]
    forms = [form for part in listed for form in (part, part[0].upper() + part[1:])]
    mentions = list(dict.fromkeys(form for form in forms if _printed(form, document)))
    if not mentions:
        raise ValueError(f"party “{name}” is nowhere in the letter")
    first_roles = [role.split("/")[0] for role in roles.split()]
    party: dict[str, Any] = {"name": name, "kind": kinds[0], "roles": first_roles, "mentions": mentions}
    if "/" in roles:
        party["roles_accepted"] = roles.replace("/", " ").split()
    if len(rest) > 1 and rest[1]:
        party["function"] = rest[1]
    if optional:
        party["optional"] = True
    if len(kinds) > 1:
        party["kind_accepted"] = kinds
    return party


def _name_colleges(gold: dict[str, Any]) -> None:
    """The college of the letter's own municipality may go by its full name, however it is printed."""
    sides = [gold["sender"] or {}, gold["addressee"] or {}]
    municipality = next((side["municipality"] for side in sides if side.get("municipality")), None)
    colleges = [party for party in gold["parties"] if party["kind"] == "college"]
    if municipality and len(colleges) == 1:
        full = "College van burgemeester en wethouders van"
        colleges[0]["name_accepted"] = [f"{full} {municipality}", f"{full} de gemeente {municipality}"]


def _printed(name: str, document: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", document) is not None


def _dates(text: str, tags: list[Tag]) -> list[dict[str, Any]]:
    dates: dict[tuple[str, str], dict[str, Any]] = {}
    for tag in tags:
        if tag.code.rstrip("?") != "D":
            continue
        roles, iso = tag.values[0].split("/"), tag.values[1]
        context = _sentence(text, tag)
        known = dates.get((iso, roles[0]))
        if known:
            known.setdefault("mentions", [known["context"]]).append(context)
            continue
        dates[iso, roles[0]] = date = {
            "text": _clean(text, tag),
            "iso": iso,
            "role": roles[0],
            "context": context,
        }
        if len(roles) > 1:
            date["role_accepted"] = roles
        if tag.code.endswith("?"):
            date["optional"] = True
    return list(dates.values())


def _questions(text: str, tags: list[Tag], asked_by: str | None) -> list[dict[str, Any]]:
    questions: dict[str, dict[str, Any]] = {}
    for tag in tags:
        if re.fullmatch(r"Q\d+\??", tag.code):
            wording = _clean(text, tag)
            key = tag.code.rstrip("?")
            known = questions.get(key)
            if known:
                if wording not in known["mentions"]:
                    known["mentions"].append(wording)
                continue
            questions[key] = {
                "id": key.lower(),
                "number": tag.values[0] if tag.values else None,
                "section": _section(text, tag.start),
                "text": wording,
                "mentions": [wording],
                "asked_by": asked_by,
                "answer": None,
            }
            whole = _sentence(text, tag)
            if wording[0].islower() and not _in_list(text, tag) and wording in whole != wording:
                questions[key]["text_accepted"] = [whole]
            if tag.code.endswith("?"):
                questions[key]["optional"] = True
    for tag in tags:
        if re.fullmatch(r"R\d+", tag.code):
            question = questions["Q" + tag.code[1:]]
            if question["answer"] is None:
                stances = tag.values[0].split("/")
                question["answer"] = {"text": [], "stance": stances[0]}
                if len(stances) > 1:
                    question["answer"]["stance_accepted"] = stances
            question["answer"]["text"].append(_clean(text, tag))
    return list(questions.values())


def _advice(text: str, tags: list[Tag]) -> list[dict[str, Any]]:
    advice: list[dict[str, Any]] = []
    for tag in tags:
        codes = tag.code.rstrip("?").split("/")
        if not all(code in STRENGTH for code in codes):
            continue
        answer = next((parent for parent in tag.parents if re.fullmatch(r"R\d+", parent.code)), None)
        linked = next((value[2:] for value in tag.values if value.startswith("q=")), None)
        cue = _clean_span(text, tag.cue) or next(
            (value[2:].replace("~", " ") for value in tag.values if value.startswith("c=")), None
        )
        if not cue:
            raise ValueError(f"advice without a trigger: “{_clean(text, tag)[:60]}”")
        item: dict[str, Any] = {
            "id": f"a{len(advice) + 1}",
            "text": _clean(text, tag),
            "trigger": cue,
            "strength": STRENGTH[codes[0]],
            "answers_question": linked or (answer.code.replace("R", "q") if answer else None),
            "section": _section(text, tag.start),
        }
        whole = _sentence(text, tag)
        if item["text"][0].islower() and not _in_list(text, tag) and item["text"] in whole != item["text"]:
            item["text"], item["text_accepted"] = whole, [item["text"]]  # one entry per sentence
        if len(codes) > 1:
            item["strength_accepted"] = [STRENGTH[code] for code in codes]
        if tag.code.endswith("?"):
            item["optional"] = True
        advice.append(item)
    return advice


def _concerns(text: str, tags: list[Tag]) -> list[dict[str, Any]]:
    concerns: list[dict[str, Any]] = []
    for tag in tags:
        if tag.code.rstrip("?") == "T":
            themes = " ".join(tag.values).split("+")
        else:
            start = next((n for n, value in enumerate(tag.values) if value.startswith("t=")), None)
            themes = [] if start is None else " ".join(tag.values[start:])[2:].split("+")
        for theme in themes:
            concern: dict[str, Any] = {"theme": theme, "quote": _clean(text, tag)}
            if tag.code.endswith("?"):
                concern["optional"] = True
            concerns.append(concern)
    return concerns


def _responses(text: str, tags: list[Tag]) -> list[dict[str, Any]]:
    responses: list[dict[str, Any]] = []
    for tag in tags:
        if tag.code == "B":
            statuses = tag.values[0].split("/")
            item: dict[str, Any] = {
                "advice_restated": _clean(text, tag),
                "reaction": [],
                "status": statuses[0],
            }
            if len(statuses) > 1:
                item["status_accepted"] = statuses
            responses.append(item)
        elif tag.code == "E":
            responses[-1]["reaction"].append(_clean(text, tag))
    return responses


def _section(text: str, offset: int) -> str | None:
    """The nearest heading above, in the same part of the letter."""
    above = text[: text.rfind("\n", 0, offset) + 1]
    above = above[above.rfind("%% ") :] if "%% " in above else above
    headings = re.findall(r"^#+ (.+)$", above, flags=re.M)
    return clean(headings[-1]).rstrip(":") if headings else None


def _sentence(text: str, tag: Tag) -> str:
    """The sentence, list item or line around a date."""
    start = max(text.rfind("\n\n", 0, tag.start) + 2, text.rfind("\n%% ", 0, tag.start) + 1, 0)
    stops = [place for edge in ("\n\n", "\n%% ") if (place := text.find(edge, tag.end)) >= 0]
    stop = min(stops, default=-1)
    block_start, block_end = start, len(text) if stop < 0 else stop
    part = re.findall(r"^%% (\w+)$", text[: tag.start], flags=re.M)
    if part and part[-1] != "body":
        start = text.rfind("\n", 0, tag.start) + 1
        stop = text.find("\n", tag.end)
        return clean(text[start : len(text) if stop < 0 else stop])
    for edge in re.finditer(r"[.!?:]\s+(?=[A-Z‘“'\"*])|\n(?=\s*(?:[-•|]|\w{1,2}[.)])\s)", text[block_start:block_end]):
        if block_start + edge.end() <= tag.start:
            start = block_start + edge.end()
        elif block_start + edge.start() + 1 >= tag.end:
            block_end = block_start + edge.start() + 1
            break
    return clean(re.sub(r"^(?:[-•]|\d+\.)\s+", "", text[start:block_end].lstrip("#| ").rstrip("| \n")))


def _in_list(text: str, tag: Tag) -> bool:
    """Whether the annotation stands in a list item or a table row."""
    line = text[text.rfind("\n", 0, tag.start) + 1 : tag.start]
    return re.match(r"\s*(?:[-•–|]|\(?\w{1,3}[.)])", line) is not None


def _clean_span(text: str, span: tuple[int, int] | None) -> str | None:
    return clean(text[span[0] : span[1]]) if span else None
