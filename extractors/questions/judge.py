"""Which candidates are questions to the council, which are its own, and which are none."""

from __future__ import annotations

import re

from extractors.letter import Letter
from extractors.lexicon import pattern
from extractors.outline import Outline
from extractors.questions.cues import matches
from extractors.questions.detect import Candidate
from extractors.questions.words import similar


def judge(view: Outline, candidate: Candidate, request: bool) -> None:
    """Fill in how strongly a candidate is a question to the council (`score`) or of the council (`own`)."""
    words = view.letter.quote(candidate.span)
    score = own = 0.0
    request = request or candidate.part.voice == "ander"
    if candidate.indirect and candidate.form == "running":
        candidate.score, candidate.own = (4.0, 0.0) if candidate.lead == "gesteld" else (0.0, 4.0)
        if request and candidate.lead == "eigen":
            candidate.score, candidate.own = 4.0, 0.0
        return
    score += 3.0 * (candidate.form == "label") + 2.5 * (candidate.lead == "gesteld") + 1.0 * candidate.alone
    score += 1.0 * candidate.indirect
    score += 1.0 * (candidate.answered and candidate.alone) + 0.5 * (candidate.form in {"item", "heading", "cell"})
    to_council = matches("aan_raad", words) and not matches("aan_college_zeker", words)
    if not request and candidate.form != "label" and candidate.lead != "gesteld" and not to_council:
        score -= 3.0 * bool(pattern("advice_asks").search(words))
    styled = max(view.letter.styled(candidate.span, "bold"), view.letter.styled(candidate.span, "italic"))
    score += 0.5 * (styled > 0.8) + 2.0 * (styled > 0.8 and candidate.in_series and not candidate.alone)
    score += 2.5 * (not request and candidate.lead in {"", "gesteld"} and candidate.likely >= _LIKELY)
    score += 1.0 * candidate.in_series + 3.0 * _question_column(view, candidate)
    to_college = matches("aan_college", words)
    score += 2.0 * to_council
    score -= 3.0 * (to_college and not to_council and not request and candidate.form == "block")
    own += 2.5 * (candidate.lead == "eigen") + 2.0 * to_college
    filled_in = candidate.answered and candidate.in_series and candidate.number is not None
    score -= 3.5 * (candidate.lead == "eigen") + 4.0 * (candidate.lead == "onderzoek" and not filled_in)
    if candidate.part.voice == "ander":
        score += 2.0 + 1.0 * to_college
    elif not request:
        score -= 2.0 * (to_college and not to_council and candidate.lead != "gesteld" and candidate.form != "label")
        safe = candidate.form == "label" or candidate.lead == "gesteld"
        score -= 2.5 * (matches("retorisch", words) and not safe)
    if candidate.form == "running" and not candidate.alone:
        score -= 1.0
    if not request and candidate.form != "label" and matches("verzoek_vorm", words) and _TO_US.search(words):
        score -= 3.0
    if re.match(r"^[\"“„‘']", words) and candidate.lead != "gesteld":
        score -= 2.0
    if re.search(r"\b(?:u|uw|jullie)\b", words, re.IGNORECASE):
        score += 0.5
        own += 1.0
    if not request and candidate.form == "heading" and candidate.number is None and matches("eigen_kop", words):
        score -= 4.0
    if request and candidate.form == "heading" and candidate.number is None:
        score -= 4.0  # "Wat verandert er?" above a paragraph of the college
    if request and candidate.lead != "onderzoek":
        score += (
            2.0
            + 6.0 * (candidate.lead == "eigen")
            - 2.5 * (matches("retorisch", words) and candidate.form not in {"item", "label", "cell"})
        )
    candidate.score, candidate.own = score, own
    wants_word = matches("wil_bericht", words)
    candidate.own += 2.0 * (wants_word and not request)
    candidate.asks_action = not wants_word and (
        matches("verzoek_vorm", words)
        or bool(pattern("advice_asks").search(words))
        or (matches("retorisch", words) and candidate.lead != "eigen" and not _YOURS.search(words))
    )
    if not request and all(view.letter.quote(one).rstrip().endswith("?") for one in candidate.part.sentences):
        candidate.own += 2.0 * (candidate.form not in {"heading", "item"} and candidate.part.block.kind == "paragraph")


def _question_column(view: Outline, candidate: Candidate) -> bool:
    """Whether the candidate stands in a table column that is headed "Vraag"."""
    block = candidate.part.block
    if not block.table or block.row == 0:
        return False
    heads = [part for part in view.parts if part.block.table == block.table and part.block.row == 0]
    if {part.text.strip().lower() for part in heads} & {"ja", "nee", "aantal"}:
        return False  # what came of a survey
    return any(
        part.block.column == block.column and "vra" in part.text.lower() and not _OURS.search(part.text)
        for part in heads
    )


_OURS = re.compile(r"\b(?:wij|we|ons|onze)\b", re.IGNORECASE)
_YOURS = re.compile(r"^(?:wilt|wil|kunt|kan) (?:u|jullie)\b|\buw\b", re.IGNORECASE)
_TO_US = re.compile(r"\b(?:ons|onze)\b|^(?:mogen|zouden|kunnen) (?:wij|we)\b", re.IGNORECASE)
THRESHOLD = 3.0
_LIKELY = 0.7
"""From where on the classifier speaks for a direct question in running text."""


def is_put(candidate: Candidate, asked: bool = True) -> bool:
    """Whether the candidate is a question put to the council; more is needed when the letter is unasked advice."""
    return candidate.score >= THRESHOLD and (asked or candidate.form == "label")


def settle(letter: Letter, found: list[Candidate], asked: bool) -> list[Candidate]:
    """The questions put to the council: those that pass by themselves, and other wordings of them.

    A general request ("onze mening over …") above real questions only introduces them.
    """
    put = [one for one in found if is_put(one, asked)]
    if sum(not one.matter and letter.quote(one.span).rstrip().endswith("?") for one in put) > 1:
        put = [one for one in put if not one.matter]  # the table sums up what was asked in full
    put = _with_their_lists(letter, found, put) if asked else put
    put = _without_answers(letter, _without_own_headings(letter, put))
    if any(one.part.voice == "ander" for one in put):  # the questions are quoted, so the council's own are not
        put = [one for one in put if one.part.voice == "ander" or one.form == "label"]
    if any(one.in_series and one.form == "block" for one in put):  # question, answer, question, answer
        put = [one for one in found if one in put or (one.in_series and one.form == "block" and one.score >= 0)]
    words = [letter.quote(one.span) for one in put]
    put = [one for one in found if one in put or any(similar(letter.quote(one.span), other) >= 0.85 for other in words)]
    plain = [one for one in put if not (one.indirect and one.form == "running")]
    if len(plain) > 1:
        put = [one for one in put if one in plain or not _is_general(letter.quote(one.span), one is put[0])]
    return put


def _is_general(words: str, first: bool) -> bool:
    """Whether a request asks an opinion on the whole, which real questions further on make out in detail."""
    vague = first and (_GENERAL.search(words) is not None or _ASKS.search(words) is None)
    return vague or _ABOUT.match(words) is not None


_ABOUT = re.compile(r"(?:over|omtrent|inzake) ", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:of|hoe|wat|wie|wanneer|waar\w*|welke?|hoeveel|in hoeverre)\b|\?", re.IGNORECASE)


def _with_their_lists(letter: Letter, found: list[Candidate], put: list[Candidate]) -> list[Candidate]:
    """The candidates with the other items of a list of nothing but questions of which one is put to the council."""
    runs: list[list[Candidate]] = []
    for one in found:
        if one.form not in {"item", "label"} or one.indirect or not one.part.is_item or one.lead == "eigen":
            continue
        last = runs[-1][-1] if runs else None
        if last is not None and one.part.index - last.part.index <= 1 and last.part.block.level == one.part.block.level:
            runs[-1].append(one)
        else:
            runs.append([one])
    more = [one for run in runs if any(other in put for other in run) for one in run]
    return [one for one in found if one in put or one in more]


def _without_own_headings(letter: Letter, put: list[Candidate]) -> list[Candidate]:
    """The candidates without headings with question marks among which one is plainly of the council's own making."""
    heads = [one for one in put if one.in_series and one.lead != "gesteld" and one.number is None and one.alone]
    if any(matches("eigen_kop", letter.quote(one.span)) for one in heads) and not any(
        matches("aan_raad", letter.quote(one.span)) for one in heads
    ):
        return [one for one in put if one not in heads]
    return put


def _without_answers(letter: Letter, put: list[Candidate]) -> list[Candidate]:
    """The candidates without those that only take the number of a real question ("Vraag 2. Nee, te duur.")."""
    real = {one.number for one in put if one.number and letter.quote(one.span).rstrip().endswith("?")}
    return [one for one in put if one.number not in real or one.form != "label" or _may_ask(letter.quote(one.span))]


def _may_ask(words: str) -> bool:
    """Whether a sentence without a question mark is a clause, or has one."""
    return (
        words.rstrip().endswith("?")
        or re.match(r"(?:of|hoe|wat|wie|waar|welke?|in hoeverre)\b", words, re.I) is not None
    )


_GENERAL = re.compile(
    r"\b(?:wat|hoe|of) (?:wij|we|de \w*raad|onze raad)\b[^.]{0,60}\b(?:vind\w*|denk\w*|aankijken|beoordelen|eens)\b|"
    r"\b(?:(?:onze|uw|jullie) (?:mening|zienswijze|visie|inbreng|opvatting)|(?:ons|uw) (?:oordeel|standpunt))\b",
    re.IGNORECASE,
)
"""A request for an opinion on the whole, which real questions further on make out in detail."""
