"""Questions after a certain thing: a passage that names such a thing (a number, a date, a name) answers better.

Asked what a council thinks, what others wrote answers less well.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from sqlite_utils import Database

from pipeline.search.corpus import Corpus
from pipeline.search.filters import NOT_OF_COUNCILS
from pipeline.search.scoring import WHO, Ranking
from pipeline.search.vectors import Floats

FIRST = 60
"""So many passages at the front are looked at."""
NAMED, ASKING = 0.2, 0.15
"""What a passage gains that names what is asked after, and loses that only asks something itself."""
_NUMBER = (
    r"\b(\d[\d.,]*|half|anderhalf|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|(der|veer|vijf|zes|zeven|"
    r"acht|negen)tien|(twin|der|veer|vijf|zes|zeven|tach|negen)tig|honderd\w*|duizend\w*|derde|kwart|helft)\b"
)
_UNITS = r"minu\w+|u(ur|ren)|kwartier\w*|dag(en)?|we(ek|ken)|maand(en)?|ja(ar|ren)"
_TIMES = rf"\W+(volle |hele |werk)?({_UNITS})\b"
_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_SORTS = (
    (r"hoe (lang|snel)|(binnen|na|over) hoeveel|hoeveel (tijd|minuten|uur|dagen|weken|maanden)", _NUMBER + _TIMES),
    (
        r"hoeveel (?!geld|euro|procent|kost|betaal|budget|subsidie)",
        rf"(?<!€ )(?<!€){_NUMBER}(?!\s*%|\W*(euro|procent|volle|hele|{_MONTHS}|{_UNITS})\b)",
    ),
    (
        r"hoeveel|hoe (hoog|groot|vaak|oud|ver|duur)|welke? (bedrag|tarief|percentage|maximum|leeftijd)|wat kost",
        _NUMBER,
    ),
    (
        r"(vanaf |per |tot |sinds )?wanneer|(op |in |per |vanaf )?welke? (datum|dag|maand|jaar)",
        rf"\b(\d{{1,2}}[-/]\d|{_MONTHS}|(19|20)\d\d|voorjaar|najaar|zomer|winter|kwartaal)\b",
    ),
    (
        rf"{WHO}|welke (organisatie|aanbieder|instelling|wethouder)",
        r"(?<=[a-zé,] )[A-Z][\w-]",
    ),
    (
        r"waar (moet|kan|kom|sta|lig|wil|hoor|zit)\w*(?!.* vandaan)",
        r"\b(in|bij|op|naast|achter|langs|tussen|aan|voor) (de|het|een|elke?|iedere?|alle) \w",
    ),
    (r"waarom", r"\b(omdat|want|doordat|aangezien|immers|anders|zodat|reden|daarom)\b"),
)
_ASKED = tuple((re.compile(rf"\W*({asked})\b", re.IGNORECASE), re.compile(answer)) for asked, answer in _SORTS)


_SPOKE = r"(advis|vind|vond|wil|vroeg|vraagt|zei|schreef|pleit|bepleit|stel)\w*|tegen"
_COUNCIL = r"(?!gemeenteraad)\w*raad|\w*platform|asd"
_OF_COUNCIL = re.compile(rf"\b({_COUNCIL})\b.*\b({_SPOKE})\b|\b({_SPOKE})\b.*\b({_COUNCIL})\b", re.IGNORECASE)
OF_OTHERS = 0.8
"""What a passage of a letter that no council wrote is worth where it is asked what a council thinks."""


def said_by(corpus: Corpus, typed: str, ranking: Ranking) -> Ranking:
    """The ranking with less for what others wrote, where it is asked what a council advised or thinks."""
    if not _OF_COUNCIL.search(typed) or not len(ranking.rows):
        return ranking
    letters = corpus.letter_of[ranking.rows].tolist()
    others = np.fromiter((corpus.letters[letter]["document_type"] in NOT_OF_COUNCILS for letter in letters), np.bool_)
    return ordered(ranking, np.where(others, np.float32(OF_OTHERS), np.float32(1.0)) * ranking.scores)


def answering(db: Database, corpus: Corpus, typed: str, ranking: Ranking) -> Ranking:
    """The ranking with the passages first that name what a question asks after; other queries keep theirs."""
    ranking = said_by(corpus, typed, ranking)
    answer = next((answer for asked, answer in _ASKED if asked.match(typed)), None)
    if answer is None or not len(ranking.rows):
        return ranking
    ids = [int(corpus.passage_ids[row]) for row in ranking.rows[:FIRST]]
    texts = dict(db.execute(f"SELECT id, text FROM passages WHERE id IN ({','.join('?' * len(ids))})", ids).fetchall())
    scores = ranking.scores.copy()
    for place, number in enumerate(ids):
        text = texts.get(number, "")
        scores[place] += NAMED * bool(answer.search(text)) - ASKING * text.rstrip().endswith("?")
    return ordered(ranking, scores)


def ordered(ranking: Ranking, scores: Floats) -> Ranking:
    """The ranking by other scores."""
    order = np.argsort(-scores, kind="stable")
    return replace(
        ranking,
        rows=ranking.rows[order],
        scores=scores[order],
        words=ranking.words[order],
        related=ranking.related[order],
        meaning=ranking.meaning[order],
        theme=ranking.theme[order],
    )
