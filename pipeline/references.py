"""Which letter in the store a reference means: decided by kenmerk, or by date within a municipality.

A decision needs exactly one letter that fits; otherwise the reference stays open. It does not depend
on the order in which letters came in: a new letter also settles the references of earlier ones.
"""

from __future__ import annotations

from sqlite_utils.db import Database

_SAME_NUMBER = """
    SELECT r.letter_id, r.start, r.end, t.id AS target, 1.0 AS score, 'kenmerk' AS reason
    FROM "references" r JOIN letters t ON t.id <> r.letter_id
     AND r.number IS NOT NULL AND length(r.number) >= 4
     AND replace(lower(t.our_reference), ' ', '') = replace(lower(r.number), ' ', '')
    WHERE r.kind = 'brief' AND {scope}"""
_SAME_DATE = """
    SELECT r.letter_id, r.start, r.end, t.id AS target, 0.9 AS score, 'datum' AS reason
    FROM "references" r JOIN letters l ON l.id = r.letter_id
    JOIN letters t ON t.id <> r.letter_id AND t.letter_date = r.date AND t.municipality = l.municipality
    WHERE r.kind = 'brief' AND {scope}"""

_MEANT = """
    SELECT r.letter_id FROM letters t
    JOIN "references" r ON r.kind = 'brief' AND r.date = t.letter_date
    JOIN letters l ON l.id = r.letter_id AND l.municipality = t.municipality
    WHERE t.id = :id AND r.letter_id <> :id
    UNION SELECT r.letter_id FROM letters t
    JOIN "references" r ON r.kind = 'brief'
     AND replace(lower(r.number), ' ', '') = replace(lower(t.our_reference), ' ', '')
    WHERE t.id = :id AND r.letter_id <> :id"""


def resolve(db: Database, letter_id: str) -> None:
    """Settle the references of this letter, and those of other letters that may mean it."""
    affected = db.execute(_MEANT, {"id": letter_id}).fetchall()
    for (affected_id,) in [(letter_id,), *affected]:
        _settle(db, affected_id)


def _settle(db: Database, letter_id: str) -> None:
    """Point each reference of one letter at the single letter that fits best, or at none."""
    scope = "r.letter_id = :id"
    fits: dict[tuple[int, int], dict[str, tuple[float, str]]] = {}
    for query in (_SAME_DATE, _SAME_NUMBER):
        for _, start, end, target, score, reason in db.execute(query.format(scope=scope), {"id": letter_id}):
            fits.setdefault((start, end), {})[target] = (score, reason)
    db.conn.execute(
        'UPDATE "references" SET target_letter_id = NULL, target_score = NULL, target_reason = NULL '
        "WHERE letter_id = ?",
        [letter_id],
    )
    for (start, end), targets in fits.items():
        best = max(score for score, _ in targets.values())
        winners = [(target, reason) for target, (score, reason) in targets.items() if score == best]
        if len(winners) == 1:
            db.conn.execute(
                'UPDATE "references" SET target_letter_id = ?, target_score = ?, target_reason = ? '
                "WHERE letter_id = ? AND start = ? AND end = ?",
                [winners[0][0], best, winners[0][1], letter_id, start, end],
            )
