"""Scoring one record against its gold record: what was found, missed and invented, per field.

`score(name, gold, record)` returns a `DocumentScore`. Counts hold what precision and recall are made
of; hits are the accuracies (single values, and details of matched facts). Nothing here reads files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pipeline.evaluate.match import ENOUGH, best_overlap, name_key, one_to_one, same, tokens
from pipeline.evaluate.outcome import Counts, DocumentScore

Item = Mapping[str, Any]


def score(name: str, gold: Item, record: Item) -> DocumentScore:
    """Score `record` (as `adviesradar extract` prints it) against `gold`.

    A list that the gold record does not have is not scored, except `council_questions`, `responses`
    and `other_items`, whose absence means that there are none.
    """
    result = DocumentScore(name, _council(gold))
    _single_values(result, gold, record)
    for kind in ("cc", "signatories"):
        if kind in gold:
            _name_set(result, kind, gold[kind], _list(record, kind))
    if "questions" in gold:
        _questions(result, gold["questions"], _list(record, "questions"))
    if "advice" in gold:
        _advice(result, gold, record)
    if "dates" in gold:
        _dates(result, gold["dates"], _list(record, "dates"))
    if "parties" in gold:
        _parties(result, gold["parties"], _list(record, "parties"))
    if "concerns" in gold:
        _concerns(result, gold["concerns"], _list(record, "concerns"))
    _texts(result, "council_questions", _list(gold, "council_questions"), _list(record, "council_questions"))
    _responses(result, _list(gold, "responses"), _list(record, "responses"))
    _other_items(result, _list(gold, "other_items"), _list(record, "other_items"))
    return result


# Single values


def _single_values(result: DocumentScore, gold: Item, record: Item) -> None:
    for kind in ("document_type", "letter_date", "subject"):
        if kind in gold:
            _judge_value(result, kind, gold, record, kind)
    if "reference" in gold:
        wanted, given = gold["reference"] or {}, record.get("reference") or {}
        for part in ("ours", "yours"):
            _judge_value(result, f"reference_{part}", wanted, given, part)
        if wanted.get("other") or given.get("other"):
            numbers, found = _numbers(wanted), _numbers(given)
            result.judge("reference_other", numbers == found, "", numbers, found)
    for kind in ("sender", "addressee"):
        if kind in gold:
            wanted, given = gold[kind] or {}, record.get(kind) or {}
            _judge_value(result, kind, wanted, given, "name")
            if wanted:
                _judge_value(result, f"{kind}_kind", wanted, given, "kind")
                _judge_value(result, f"{kind}_municipality", wanted, given, "municipality")


def _numbers(reference: Item) -> list[str]:
    return sorted(" ".join(tokens(number)) for number in reference.get("other") or [])


def _judge_value(result: DocumentScore, kind: str, gold: Item, record: Item, key: str) -> None:
    wanted, given = gold.get(key), record.get(key)
    right = any(same(value, given) for value in [wanted, *_accepted(gold, key)])
    result.judge(kind, right, str(wanted or ""), wanted, given)


def _name_set(result: DocumentScore, kind: str, gold: Sequence[Any], predicted: Sequence[Any]) -> None:
    wanted = [item if isinstance(item, dict) else {"name": item} for item in gold]
    given = [str(item["name"] if isinstance(item, dict) else item) for item in predicted]
    unique = list({name_key(name): name for name in given}.values())

    def likeness(item: Item, name: str) -> float:
        forms = [item["name"], *_accepted(item, "name")]
        return float(any(name_key(form) == name_key(name) for form in forms))

    pairs = one_to_one(wanted, unique, likeness, 1.0, _optional)
    _tally(result, kind, wanted, unique, pairs, lambda item: str(item["name"]), str, None)


# Facts with a text


def _questions(result: DocumentScore, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
    for wanted, given in _texts(result, "questions", gold, predicted):
        text = str(wanted["text"])
        _judge_value(result, "question_number", wanted, given, "number")
        answer, found = wanted.get("answer") or {}, given.get("answer") or {}
        if "answer" not in wanted:
            continue
        if answer.get("stance"):
            stance = found.get("stance")
            right = stance in [answer["stance"], *_accepted(answer, "stance")]
            result.judge("question_stance", right, text, answer["stance"], stance)
        forms = [_joined(answer.get("text")), *map(_joined, _accepted(answer, "text"))]
        given_text = _joined(found.get("text"))
        right = best_overlap(forms, given_text) >= ENOUGH or (not any(forms) and not given_text)
        result.judge("question_answer", right, text, forms[0], given_text)


def _advice(result: DocumentScore, gold: Item, record: Item) -> None:
    questions = {item.get("id"): item for item in _list(gold, "questions")}
    asked = {item.get("id"): item for item in _list(record, "questions")}
    for wanted, given in _texts(result, "advice", gold["advice"], _list(record, "advice")):
        text = str(wanted["text"])
        strength = given.get("strength")
        right = strength in [wanted["strength"], *_accepted(wanted, "strength")]
        result.judge("advice_strength", right, text, wanted["strength"], strength)
        if "trigger" in wanted:
            cue = given.get("trigger") or given.get("cue") or ""
            forms = [wanted["trigger"] or "", *_accepted(wanted, "trigger")]
            right = any(set(tokens(form)) & set(tokens(str(cue))) for form in forms)
            result.judge("advice_trigger", right, text, wanted["trigger"], cue)
        if "answers_question" in wanted:
            ids = [wanted["answers_question"], *_accepted(wanted, "answers_question")]
            linked = asked.get(given.get("answers_question"))
            right = any(_same_question(questions.get(one), linked) for one in ids)
            shown = [item["text"] if item else None for item in (questions.get(ids[0]), linked)]
            result.judge("advice_question", right, text, shown[0], shown[1])


def _same_question(wanted: Item | None, given: Item | None) -> bool:
    if wanted is None or given is None:
        return wanted is given
    return max(best_overlap(_forms(wanted), form) for form in _forms(given)) >= ENOUGH


def _texts(
    result: DocumentScore, kind: str, gold: Sequence[Item], predicted: Sequence[Item]
) -> list[tuple[Item, Item]]:
    """Match facts by their text; returns the matched pairs that count."""

    def likeness(wanted: Item, given: Item) -> float:
        return best_overlap(_forms(wanted), str(given["text"]))

    pairs = one_to_one(gold, predicted, likeness, ENOUGH, _optional)
    return _tally(result, kind, gold, predicted, pairs, _text, _text, likeness)


def _responses(result: DocumentScore, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
    def forms(item: Item) -> list[str]:
        return [str(item["advice_restated"]), *_accepted(item, "advice_restated")]

    def restated(item: Item) -> str:
        return str(item["advice_restated"])

    def likeness(wanted: Item, given: Item) -> float:
        return best_overlap(forms(wanted), restated(given))

    pairs = one_to_one(gold, predicted, likeness, ENOUGH, _optional)
    for wanted, given in _tally(result, "responses", gold, predicted, pairs, restated, restated, likeness):
        status = given.get("status")
        right = status in [wanted["status"], *_accepted(wanted, "status")]
        result.judge("response_status", right, restated(wanted), wanted["status"], status)
        reactions = [_joined(wanted.get("reaction")), *map(_joined, _accepted(wanted, "reaction"))]
        found = _joined(given.get("reaction"))
        right = best_overlap(reactions, found) >= ENOUGH or (not any(reactions) and not found)
        result.judge("response_reaction", right, restated(wanted), reactions[0], found)


def _other_items(result: DocumentScore, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
    def likeness(wanted: Item, given: Item) -> float:
        kinds = [wanted["type"], *_accepted(wanted, "type")]
        alike = (given.get("type") or given.get("kind")) in kinds
        return best_overlap(_forms(wanted), str(given["text"])) if alike else 0.0

    pairs = one_to_one(gold, predicted, likeness, ENOUGH, _optional)
    _tally(result, "other_items", gold, predicted, pairs, _text, _text, likeness)


def _concerns(result: DocumentScore, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
    def likeness(wanted: Item, given: Item) -> float:
        themes = [_theme(wanted["theme"]), *map(_theme, _accepted(wanted, "theme"))]
        if _theme(given["theme"]) not in themes:
            return 0.0
        return best_overlap([wanted["quote"], *_accepted(wanted, "quote")], str(given["quote"]))

    def shown(item: Item) -> str:
        return f"[{item['theme']}] {item['quote']}"

    pairs = one_to_one(gold, predicted, likeness, ENOUGH, _optional)
    _tally(result, "concerns", gold, predicted, pairs, shown, shown, None)
    _sets(
        result,
        "concern_themes",
        required={_theme(item["theme"]) for item in gold if not _optional(item)},
        allowed={_theme(theme) for item in gold for theme in [item["theme"], *_accepted(item, "theme")]},
        given={_theme(item["theme"]) for item in predicted},
    )


# Dates and parties


def _dates(result: DocumentScore, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
    def likeness(wanted: Item, given: Item) -> float:
        if given["iso"] not in [wanted["iso"], *_accepted(wanted, "iso")]:
            return 0.0
        if given["role"] == wanted["role"]:
            return 1.0
        return 0.9 if given["role"] in _accepted(wanted, "role") else 0.0

    def shown(item: Item) -> str:
        return f"{item['iso']} {item['role']} “{item.get('text') or ''}” — {item.get('context') or ''}"

    unique = list({(item["iso"], item["role"]): item for item in reversed(predicted)}.values())[::-1]
    pairs = one_to_one(gold, unique, likeness, 0.9, _optional)
    _tally(result, "dates", gold, unique, pairs, shown, shown, None)
    _sets(
        result,
        "dates_iso",
        required={item["iso"] for item in gold if not _optional(item)},
        allowed={iso for item in gold for iso in [item["iso"], *_accepted(item, "iso")]},
        given={item["iso"] for item in predicted},
    )


def _parties(result: DocumentScore, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
    def likeness(wanted: Item, given: Item) -> float:
        key = name_key(str(given["name"]))
        if given["kind"] not in [wanted["kind"], *_accepted(wanted, "kind")]:
            return 0.0
        preference = 0.1 if given["kind"] == wanted["kind"] else 0.0
        if key in map(name_key, [wanted["name"], *_accepted(wanted, "name")]):
            return 0.9 + preference
        if key in map(name_key, wanted.get("mentions") or []):
            return 0.7 + preference
        return 0.0

    def shown(item: Item) -> str:
        return f"{item['name']} ({item['kind']}; {', '.join(item.get('roles') or [])})"

    pairs = one_to_one(gold, predicted, likeness, ENOUGH, _optional)
    for wanted, given in _tally(result, "parties", gold, predicted, pairs, shown, shown, None):
        roles = set(wanted.get("roles") or [])
        found = set(given.get("roles") or [])
        if found & set(_accepted(wanted, "roles")):  # any of the accepted roles stands for the first
            found = found - set(_accepted(wanted, "roles")) | roles
        _sets(result, "party_roles", roles, roles, found, label=str(wanted["name"]))


# Shared by all


def _tally(
    result: DocumentScore,
    kind: str,
    gold: Sequence[Item],
    predicted: Sequence[Any],
    pairs: Sequence[tuple[int, int]],
    show_gold: Callable[[Item], str],
    show: Callable[[Any], str],
    likeness: Callable[[Item, Any], float] | None,
) -> list[tuple[Item, Any]]:
    """Count found, missed and invented facts; returns the matched pairs that count."""
    matched_gold = {g for g, _ in pairs}
    matched = {p for _, p in pairs}
    counting = [(gold[g], predicted[p]) for g, p in sorted(pairs) if not _optional(gold[g])]
    result.counts.setdefault(kind, Counts())
    for wanted, _ in counting:
        result.found(kind, show_gold(wanted))
    for g, wanted in enumerate(gold):
        if g not in matched_gold and not _optional(wanted):
            result.missed(kind, show_gold(wanted), _nearest(wanted, predicted, show, likeness))
    for p, given in enumerate(predicted):
        if p not in matched:
            confidence = given.get("confidence") if isinstance(given, dict) else None
            detail = "" if confidence is None else f"confidence {float(confidence):.2f}"
            result.invented(kind, show(given), detail)
    return counting


def _nearest(
    wanted: Item,
    predicted: Sequence[Any],
    show: Callable[[Any], str],
    likeness: Callable[[Item, Any], float] | None,
) -> str:
    """The prediction most like a missed fact, to show what went wrong."""
    if likeness is None or not predicted:
        return ""
    value, text = max((likeness(wanted, given), show(given)) for given in predicted)
    return f"nearest ({value:.2f}): {text}" if value >= 0.25 else ""


def _sets(
    result: DocumentScore,
    kind: str,
    required: set[str],
    allowed: set[str],
    given: set[str],
    label: str = "",
) -> None:
    """Count a set against a set; values that are allowed but not required do not count."""
    prefix = f"{label}: " if label else ""
    result.counts.setdefault(kind, Counts())
    for value in sorted(required & given):
        result.found(kind, prefix + value)
    for value in sorted(required - given):
        result.missed(kind, prefix + value)
    for value in sorted(given - required - allowed):
        result.invented(kind, prefix + value)


def _council(gold: Item) -> str:
    """The municipality a record belongs to: the sender's, else the addressee's."""
    for side in (gold.get("sender"), gold.get("addressee")):
        if side and side.get("municipality"):
            return str(side["municipality"])
    return ""


def _forms(item: Item) -> list[str]:
    return [str(item["text"]), *(item.get("mentions") or []), *_accepted(item, "text")]


def _accepted(item: Item, key: str) -> list[Any]:
    return list(item.get(f"{key}_accepted") or [])


def _optional(item: Any) -> bool:
    return bool(item.get("optional")) if isinstance(item, dict) else False


def _theme(theme: str) -> str:
    return "overig" if theme.startswith("overig") else theme


def _joined(text: str | Iterable[str] | None) -> str:
    if not text:
        return ""
    return text if isinstance(text, str) else " ".join(text)


def _list(item: Item, key: str) -> list[Any]:
    return list(item.get(key) or [])


def _text(item: Item) -> str:
    return str(item["text"])
