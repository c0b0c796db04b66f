"""Questions after a certain thing: a passage that names such a thing (a number, a date, a name) answers better."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from sqlite_utils import Database

from pipeline.search.corpus import Corpus
from pipeline.search.scoring import WHO, Ranking

FIRST = 60
"""So many passages at the front are looked at."""
NAMED, ASKING = 0.2, 0.15
"""What a passage gains that names what is asked after, and loses that only asks something itself."""
_NUMBER = (
    r"\b(\d[\d.,]*|half|anderhalf|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|(der|veer|vijf|zes|zeven|"
    r"acht|negen)tien|(twin|der|veer|vijf|zes|zeven|tach|negen)tig|honderd\w*|duizend\w*|derde|kwart|helft)\b"
)
_TIMES = r"\W+(volle |hele |werk)?(minu\w+|u(ur|ren)|kwartier\w*|dag(en)?|we(ek|ken)|maand(en)?|ja(ar|ren))\b"
_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_SORTS = (
    (r"hoe (lang|snel)|(binnen|na|over) hoeveel|hoeveel (tijd|minuten|uur|dagen|weken|maanden)", _NUMBER + _TIMES),
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
    (r"waarom", r"\b(omdat|want|doordat|aangezien|immers|anders|zodat|reden|daarom)\b"),
)
_ASKED = tuple((re.compile(rf"\W*({asked})\b", re.IGNORECASE), re.compile(answer)) for asked, answer in _SORTS)


def answering(db: Database, corpus: Corpus, typed: str, ranking: Ranking) -> Ranking:
    """The ranking with the passages first that name what a question asks after; other queries keep theirs."""
    answer = next((answer for asked, answer in _ASKED if asked.match(typed)), None)
    if answer is None or not len(ranking.rows):
        return ranking
    ids = [int(corpus.passage_ids[row]) for row in ranking.rows[:FIRST]]
    texts = dict(db.execute(f"SELECT id, text FROM passages WHERE id IN ({','.join('?' * len(ids))})", ids).fetchall())
    scores = ranking.scores.copy()
    for place, number in enumerate(ids):
        text = texts.get(number, "")
        scores[place] += NAMED * bool(answer.search(text)) - ASKING * text.rstrip().endswith("?")
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
