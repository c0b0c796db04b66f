"""Putting document scores together: totals, bootstrap intervals, floors and comparison of two runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.evaluate.outcome import (
    COUNTED,
    DIFFERENT,
    FALSE_ALARM,
    FOUND,
    JUDGED,
    MISSED,
    Counts,
    DocumentScore,
    Hits,
    Outcome,
)

SAMPLES = 1000
SEED = 20250101


def summarise(documents: Sequence[DocumentScore]) -> dict[str, Any]:
    """The whole run as plain data: micro and macro scores, accuracies, documents, councils, outcomes."""
    return {
        "documents": len(documents),
        "fields": _fields(documents, intervals=True),
        "accuracy": _accuracies(documents),
        "per_council": {
            council: {"fields": _fields(group), "accuracy": _accuracies(group)}
            for council, group in _by_council(documents).items()
        },
        "per_document": {
            document.name: {"fields": _fields([document]), "accuracy": _accuracies([document])}
            for document in documents
        },
        "outcomes": [
            {
                "document": outcome.document,
                "field": outcome.field,
                "outcome": outcome.outcome,
                "text": outcome.text,
                "detail": outcome.detail,
            }
            for document in documents
            for outcome in document.outcomes
        ],
    }


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of counts."""
    result = Counts()
    for one in counts:
        result.tp, result.fp, result.fn = result.tp + one.tp, result.fp + one.fp, result.fn + one.fn
    return result


def interval(counts: Sequence[Counts]) -> tuple[float, float]:
    """95 % bootstrap interval of the micro-averaged F1: documents drawn with replacement."""
    table = np.array([(one.tp, one.fp, one.fn) for one in counts], dtype=float)
    draws = np.random.default_rng(SEED).integers(0, len(table), size=(SAMPLES, len(table)))
    tp, fp, fn = table[draws].sum(axis=1).T
    denominator = 2 * tp + fp + fn
    f1 = np.divide(2 * tp, denominator, out=np.zeros_like(tp), where=denominator > 0)
    low, high = np.percentile(f1, [2.5, 97.5])
    return float(low), float(high)


def scores(summary: Mapping[str, Any]) -> dict[str, float]:
    """One number per field: micro F1, or accuracy."""
    values = {name: float(field["f1"]) for name, field in summary["fields"].items()}
    values.update({name: float(field["accuracy"]) for name, field in summary["accuracy"].items()})
    return values


def below(summary: Mapping[str, Any], floors: Mapping[str, float]) -> list[str]:
    """One line per field that falls under its floor; a field that was not scored does not fall."""
    reached = scores(summary)
    return [
        f"{name}: {reached[name]:.3f} is under the floor of {floor:.3f}"
        for name, floor in floors.items()
        if name in reached and reached[name] < floor - 5e-4
    ]


def raised(summary: Mapping[str, Any], floors: Mapping[str, float]) -> dict[str, float]:
    """The floors, lifted to what was reached now (rounded down to 0.01); floors never go down."""
    reached = {name: int(value * 100 + 1e-9) / 100 for name, value in scores(summary).items()}
    names = [name for name in (*COUNTED, *JUDGED) if name in reached or name in floors]
    return {name: max(reached.get(name, 0.0), floors.get(name, 0.0)) for name in names}


def compare(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, list[Outcome]]:
    """Facts gained and lost, and false alarms that came and went, between two summaries.

    Only documents that both runs scored are compared.
    """
    shared = set(before["per_document"]) & set(now["per_document"])
    old, new = _outcomes(before, shared), _outcomes(now, shared)
    good = {key for key, outcome in old.items() if outcome.outcome == FOUND}
    wrong = {key for key, outcome in old.items() if outcome.outcome in (MISSED, DIFFERENT)}
    alarms = {key for key, outcome in old.items() if outcome.outcome == FALSE_ALARM}
    return {
        "gained": [o for key, o in new.items() if o.outcome == FOUND and key in wrong],
        "lost": [o for key, o in new.items() if o.outcome in (MISSED, DIFFERENT) and key in good],
        "new false alarms": [o for k, o in new.items() if o.outcome == FALSE_ALARM and k not in alarms],
        "gone false alarms": [o for k, o in old.items() if o.outcome == FALSE_ALARM and not _is_alarm(new.get(k))],
    }


def _is_alarm(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.outcome == FALSE_ALARM


def _outcomes(summary: Mapping[str, Any], documents: set[str]) -> dict[tuple[str, ...], Outcome]:
    """Outcomes by identity: document, field, whether it is a false alarm, text and how manieth of it."""
    result: dict[tuple[str, ...], Outcome] = {}
    for item in summary["outcomes"]:
        if item["document"] not in documents:
            continue
        outcome = Outcome(**item)
        side = "predicted" if outcome.outcome == FALSE_ALARM else "gold"
        nth = 0
        while (key := (outcome.document, outcome.field, side, outcome.text, str(nth))) in result:
            nth += 1
        result[key] = outcome
    return result


def _fields(documents: Sequence[DocumentScore], intervals: bool = False) -> dict[str, dict[str, Any]]:
    """Micro-averaged scores per field; macro is the mean F1 over documents that have the field."""
    result: dict[str, dict[str, Any]] = {}
    for name in COUNTED:
        per_document = [document.counts[name] for document in documents if name in document.counts]
        counting = [counts for counts in per_document if not counts.empty]
        if not counting:
            continue
        micro = total(counting)
        result[name] = {
            "precision": micro.precision,
            "recall": micro.recall,
            "f1": micro.f1,
            "tp": micro.tp,
            "fp": micro.fp,
            "fn": micro.fn,
            "documents": len(counting),
            "macro_f1": sum(counts.f1 for counts in counting) / len(counting),
        }
        if intervals:
            result[name]["interval"] = interval(counting)
    return result


def _accuracies(documents: Sequence[DocumentScore]) -> dict[str, dict[str, Any]]:
    result: dict[str, dict[str, Any]] = {}
    for name in JUDGED:
        judged = [document.hits[name] for document in documents if name in document.hits]
        hits = Hits(sum(one.right for one in judged), sum(one.total for one in judged))
        if hits.total:
            result[name] = {"accuracy": hits.accuracy, "right": hits.right, "total": hits.total}
    return result


def _by_council(documents: Sequence[DocumentScore]) -> dict[str, list[DocumentScore]]:
    groups: dict[str, list[DocumentScore]] = {}
    for document in documents:
        groups.setdefault(document.council or "(none)", []).append(document)
    return dict(sorted(groups.items()))
