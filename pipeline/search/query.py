"""What someone typed into the search box: words, "exact phrases", -without, either OR other, prefix*.

Anything that is no operator is text; there is no such thing as a wrong query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.search.words import words

_PIECE = re.compile(r'-?"[^"]*"|\S+')
_OR = {"OR", "OF"}
LONGEST = 2_000
"""Characters of a query that are looked at; a longer text belongs in the draft page."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One piece of a query. `forms` are folded words: one, or several in a row for a phrase.

    `parts` are the words that were typed, where they were joined to one.
    """

    forms: tuple[str, ...]
    exact: bool = False
    prefix: bool = False
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    `text` is all that is looked for, without operators (it goes to the encoder); `clauses` are
    wished for, each of `required` must be in a hit (one of its alternatives), none of `excluded` may.
    """

    typed: str
    text: str
    clauses: tuple[Clause, ...]
    required: tuple[tuple[Clause, ...], ...]
    excluded: tuple[Clause, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is looked for (there may still be words to leave out)."""
        return not self.clauses


def parse(typed: str) -> Query:
    """Reads what was typed. Never fails."""
    pieces = _PIECE.findall(typed.replace("\x00", " ")[:LONGEST])
    groups: list[list[Clause]] = []
    excluded: list[Clause] = []
    texts: list[str] = []
    joined = False
    for number, piece in enumerate(pieces):
        if piece in _OR and groups and 0 < number < len(pieces) - 1:
            joined = True
            continue
        minus = piece.startswith("-") and len(piece) > 1 and (piece[1].isalnum() or piece[1] == '"')
        clauses = _clauses(piece[1:] if minus else piece)
        if minus:
            excluded += clauses
        elif clauses:
            texts.append(piece.strip('"').rstrip("*"))
            if joined:
                groups[-1].append(clauses[0])
                groups += [[clause] for clause in clauses[1:]]
            else:
                groups += [[clause] for clause in clauses]
        joined = False
    required = tuple(tuple(group) for group in groups if len(group) > 1 or group[0].exact or group[0].prefix)
    return Query(
        typed=typed.strip(),
        text=" ".join(texts),
        clauses=tuple(clause for group in groups for clause in group),
        required=required,
        excluded=tuple(excluded),
    )


def _clauses(piece: str) -> list[Clause]:
    """The clauses of one piece: one for a phrase or a prefix, one a word for the rest."""
    forms = tuple(word.form for word in words(piece))
    if not forms:
        return []
    if len(piece) > 1 and piece.startswith('"') and piece.endswith('"'):
        return [Clause(forms, exact=True)]
    if piece.endswith("*") and len(forms[-1]) >= 2:
        return [*(Clause((form,)) for form in forms[:-1]), Clause(forms[-1:], prefix=True)]
    return [Clause((form,)) for form in forms]


def match_expression(clause: Clause) -> str:
    """The clause as an FTS5 expression, every word quoted."""
    return '"' + " ".join(clause.forms) + '"' + ("*" if clause.prefix else "")
