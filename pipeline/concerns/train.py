"""Training the theme model on a register, and saying how well it does on sentences that it was not trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.concerns.model import (
    KEYWORD_WEIGHT,
    POLARITIES,
    WORD_WEIGHT,
    Weights,
    calibrate,
    centred,
    encoder_key,
    keyword_row,
    word_rows,
    worried,
)
from pipeline.concerns.register import Polarity, Register, RegisterError, Theme
from pipeline.concerns.words import Keywords, terms
from pipeline.encode import Encoder, Matrix, dequantise, quantise

FOLDS = 5
STRENGTH = 8.0
"""Inverse of the regularisation (scikit-learn's C)."""
NEUTRAL_ALARMS = 0.037
"""Share of neutral sentences that may get a theme, by which the threshold is set."""
LOOKALIKE_ALARMS = 0.12

RARE, RARE_PIECE = 2, 4
"""Terms and pieces of words in fewer sentences than this are left out."""

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence to learn from: the themes it raises (none for a neutral one) and what kind of sentence it is."""

    text: str
    themes: tuple[str, ...]
    kind: str
    polarity: Polarity


def examples(register: Register) -> list[Example]:
    """The sentences of a register, each once; kinds: seed, shared, facts, praise, neutral, lookalike."""
    found: dict[str, Example] = {}
    for theme in register.all_themes:
        for text in theme.seeds:
            found.setdefault(text, Example(text, (theme.id,), "seed", "zorg"))
        for text in theme.praise:
            found.setdefault(text, Example(text, (), "praise", "lof"))
        for text in theme.facts:
            found.setdefault(text, Example(text, (), "facts", "neutraal"))
    for entry in register.shared:
        ids = tuple(register.theme(key).id for key in entry.themes)
        found.setdefault(entry.text, Example(entry.text, ids, "shared", "zorg"))
    for text in register.praise:
        found.setdefault(text, Example(text, (), "praise", "lof"))
    for text in register.neutral:
        found.setdefault(text, Example(text, (), "neutral", "neutraal"))
    for text in register.lookalike:
        found.setdefault(text, Example(text, (), "lookalike", "neutraal"))
    if not any(example.kind == "neutral" for example in found.values()):
        raise RegisterError(f"{register.source}: no neutral sentences; add some under 'neutral', or extends: shipped")
    return list(found.values())


@dataclass(frozen=True)
class ThemeReport:
    """Cross-validated scores of one theme, and the theme its sentences are most often taken for."""

    label: str
    seeds: int
    precision: float
    recall: float
    f1: float
    confused_with: str | None
    confused: int


@dataclass(frozen=True)
class Report:
    """What cross-validation says of a register."""

    themes: tuple[ThemeReport, ...]
    micro_f1: float
    macro_f1: float
    neutral_alarms: float
    lookalike_alarms: float
    polarity_accuracy: float
    threshold: float


def fit(register: Register, encoder: Encoder) -> Weights:
    """Train on all of the register; the threshold and the calibration come from cross-validation."""
    return fit_and_report(register, encoder)[0]


def fit_and_report(register: Register, encoder: Encoder) -> tuple[Weights, Report]:
    """Train on all of the register and report how the same recipe does on sentences kept out of it."""
    data = examples(register)
    vectors = dequantise(quantise(encoder.encode([example.text for example in data])))
    themes = [theme for theme in register.all_themes if theme.reported]
    chances, profile, polarity = _cross_validated(data, vectors, themes, register)
    truth = _truth(data, themes)
    calibration = _calibration(chances, truth)
    scores = worried(calibrate(chances, calibration), polarity)
    threshold = _threshold(scores, truth, data)
    model = _train(data, vectors, themes, register)
    links = _link_threshold(profile, centred(vectors, model.mean), truth)
    weights = _weights(model, register, encoder, themes, calibration, (threshold, links))
    return weights, _report(scores, truth, polarity, data, themes, threshold)


# --- features and classes -------------------------------------------------------------------------


@dataclass(frozen=True)
class _Model:
    mean: Matrix
    vocabulary: dict[str, int]
    idf: Matrix
    topic: Matrix
    topic_bias: Matrix
    polarity: Matrix
    polarity_bias: Matrix
    near: NDArray[np.int8]
    near_themes: NDArray[np.uint8]


def _vocabulary(texts: Sequence[str]) -> tuple[dict[str, int], Matrix]:
    """Terms that occur in enough sentences, with their inverse document frequency."""
    counts = Counter(term for text in texts for term in set(terms(text)))
    kept = sorted(term for term, count in counts.items() if count >= (RARE_PIECE if term.startswith("#") else RARE))
    idf = np.array([np.log((1 + len(texts)) / (1 + counts[term])) + 1 for term in kept], np.float32)
    return {term: column for column, term in enumerate(kept)}, idf


def _features(
    texts: Sequence[str], vectors: Matrix, mean: Matrix, vocabulary: dict[str, int], idf: Matrix, lists: Keywords
) -> Any:
    from scipy import sparse

    indices, values, starts = [], [], [0]
    for text in texts:
        columns, weights = word_rows(text, vocabulary, idf)
        indices += columns
        values += list(weights * WORD_WEIGHT**0.5)
        starts.append(len(indices))
    words = sparse.csr_matrix((values, indices, starts), shape=(len(texts), len(idf)))
    keywords = KEYWORD_WEIGHT * np.array([keyword_row(text, lists) for text in texts])
    return sparse.hstack([sparse.csr_matrix(centred(vectors, mean)), words, sparse.csr_matrix(keywords)]).tocsr()


def _train(data: Sequence[Example], vectors: Matrix, themes: Sequence[Theme], register: Register) -> _Model:
    from sklearn.linear_model import LogisticRegression

    texts = [example.text for example in data]
    mean = np.asarray((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).mean(axis=0), np.float32)
    vocabulary, idf = _vocabulary(texts)
    features = _features(texts, vectors, mean, vocabulary, idf, Keywords([theme.keywords for theme in themes]))
    names = [theme.id for theme in themes]
    names += [theme.id for theme in register.all_themes if not theme.reported]
    names += sorted({example.kind for example in data if not example.themes})
    rows, labels = [], []
    for row, example in enumerate(data):
        for name in example.themes or (example.kind,):
            rows.append(row)
            labels.append(names.index(name))
    topic = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3).fit(features[rows], labels)
    kinds = [POLARITIES.index(example.polarity) for example in data]
    polarity = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=300, tol=1e-3).fit(
        features[:, : len(mean) + len(idf)], kinds
    )
    return _Model(
        mean,
        vocabulary,
        idf,
        *_all_classes(topic, len(names)),
        *_all_classes(polarity, len(POLARITIES)),
        np.round(centred(vectors, mean) * 127).astype(np.int8),
        _truth(data, themes).astype(np.uint8),
    )


def _all_classes(classifier: Any, count: int) -> tuple[Matrix, Matrix]:
    """Coefficients (features, classes) and intercepts, also for classes that had no example."""
    coefficients, intercepts = classifier.coef_, classifier.intercept_
    if len(classifier.classes_) == 2:
        coefficients, intercepts = np.vstack([-coefficients, coefficients]), np.hstack([-intercepts, intercepts])
    weights = np.zeros((coefficients.shape[1], count), np.float32)
    bias = np.full(count, -20.0, np.float32)
    weights[:, classifier.classes_] = coefficients.T
    bias[classifier.classes_] = intercepts
    return weights, bias


def _weights(
    model: _Model,
    register: Register,
    encoder: Encoder,
    themes: Sequence[Theme],
    calibration: tuple[float, float],
    thresholds: tuple[float, float],
) -> Weights:
    return Weights(
        encoder=encoder_key(encoder),
        register=register.digest,
        themes=tuple(Theme(theme.id, theme.label, theme.definition, theme.keywords) for theme in themes),
        mean=model.mean,
        vocabulary=model.vocabulary,
        idf=model.idf,
        topic=model.topic,
        topic_bias=model.topic_bias,
        polarity=model.polarity,
        polarity_bias=model.polarity_bias,
        near=model.near,
        near_themes=model.near_themes,
        calibration=calibration,
        threshold=thresholds[0],
        link_threshold=thresholds[1],
    )


# --- cross-validation -----------------------------------------------------------------------------


def _cross_validated(
    data: Sequence[Example], vectors: Matrix, themes: Sequence[Theme], register: Register
) -> tuple[Matrix, Matrix, Matrix]:
    """Uncalibrated theme chances, profile and polarity chances of each sentence by a model that has not seen it."""
    from pipeline.concerns.model import Tagger

    chances = np.zeros((len(data), len(themes)), np.float32)
    profile = np.zeros_like(chances)
    polarity = np.zeros((len(data), len(POLARITIES)), np.float32)
    for out in _folds(data):
        rest = np.setdiff1d(np.arange(len(data)), out)
        model = _train([data[row] for row in rest], vectors[rest], themes, register)
        weights = Weights("", "", tuple(themes), **model.__dict__, calibration=(1, 0), threshold=0, link_threshold=0)
        tagger, texts = Tagger(weights), [data[row].text for row in out]
        chances[out], _, polarity[out] = tagger.chances(texts, vectors[out])
        profile[out] = tagger.profile(texts, vectors[out])
    return chances, profile, polarity


def _folds(data: Sequence[Example]) -> list[Rows]:
    """Each sentence in one of FOLDS parts, the sentences of a theme spread evenly, always in the same way."""
    seen: Counter[str] = Counter()
    parts: list[list[int]] = [[] for _ in range(FOLDS)]
    order = np.random.default_rng(7).permutation(len(data))
    for row in order:
        name = data[row].themes[0] if data[row].themes else data[row].kind
        parts[seen[name] % FOLDS].append(int(row))
        seen[name] += 1
    return [np.array(sorted(part)) for part in parts if part]


def _truth(data: Sequence[Example], themes: Sequence[Theme]) -> Matrix:
    return np.array([[theme.id in example.themes for theme in themes] for example in data], np.float32)


def _calibration(chances: Matrix, truth: Matrix) -> tuple[float, float]:
    """Slope and intercept on the log-odds (Platt)."""
    from sklearn.linear_model import LogisticRegression

    clipped = np.clip(chances.ravel(), 1e-6, 1 - 1e-6)
    odds = np.log(clipped / (1 - clipped))[:, None]
    fitted = LogisticRegression(C=1e4).fit(odds, truth.ravel())
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _alarms(scores: Matrix, data: Sequence[Example], kind: str, threshold: float) -> float:
    rows = [row for row, example in enumerate(data) if example.kind == kind]
    return float((scores[rows] >= threshold).any(axis=1).mean()) if rows else 0.0


def _f1(tagged: NDArray[np.bool_], truth: Matrix) -> float:
    return float(2 * (tagged * truth).sum() / max(tagged.sum() + truth.sum(), 1))


def _threshold(scores: Matrix, truth: Matrix, data: Sequence[Example]) -> float:
    """The score with the best micro-F1 among those that keep false alarms few enough."""
    levels = [level / 100 for level in range(5, 95)]
    allowed = [
        level
        for level in levels
        if _alarms(scores, data, "neutral", level) <= NEUTRAL_ALARMS
        and _alarms(scores, data, "lookalike", level) <= LOOKALIKE_ALARMS
    ]
    return max(allowed or levels[-1:], key=lambda level: _f1(scores >= level, truth))


def _link_threshold(profile: Matrix, base: Matrix, truth: Matrix) -> float:
    """The pair score with the best F1 on pairs of sentences, both of which raise a theme."""
    from pipeline.concerns.links import WORDING

    rows = np.flatnonzero(truth.any(axis=1))[::2]
    scores = profile[rows] @ profile[rows].T + WORDING * base[rows] @ base[rows].T
    same = truth[rows] @ truth[rows].T > 0
    pairs = np.triu_indices(len(rows), 1)
    scores, same = scores[pairs], same[pairs]
    levels = [level / 100 for level in range(5, 80, 5)]
    return max(levels, key=lambda level: _f1(scores >= level, same.astype(np.float32)))


def _report(
    scores: Matrix,
    truth: Matrix,
    polarity: Matrix,
    data: Sequence[Example],
    themes: Sequence[Theme],
    threshold: float,
) -> Report:
    tagged = scores >= threshold
    reports = []
    for column, theme in enumerate(themes):
        right = float((tagged[:, column] * truth[:, column]).sum())
        found, wanted = float(tagged[:, column].sum()), float(truth[:, column].sum())
        others = Counter(
            themes[int(other)].label
            for row in np.flatnonzero(truth[:, column])
            for other in np.flatnonzero(tagged[row])
            if not truth[row, other]
        )
        name, count = others.most_common(1)[0] if others else (None, 0)
        reports.append(
            ThemeReport(
                theme.label,
                int(wanted),
                right / max(found, 1),
                right / max(wanted, 1),
                2 * right / max(found + wanted, 1),
                name,
                count,
            )
        )
    kinds = np.array([POLARITIES.index(example.polarity) for example in data])
    return Report(
        tuple(reports),
        _f1(tagged, truth),
        float(np.mean([report.f1 for report in reports])),
        _alarms(scores, data, "neutral", threshold),
        _alarms(scores, data, "lookalike", threshold),
        float((polarity.argmax(axis=1) == kinds).mean()),
        threshold,
    )
