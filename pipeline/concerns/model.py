"""The trained theme model: sentences and their vectors in, themes with scores out.

A sentence becomes f = [e ; a·t ; b·k]: e its centred sentence vector, t the tf-idf of its terms
(stems and pieces of words), k which themes have a keyword in it. A multinomial logistic regression tells the
themes and several kinds of "no theme" apart; the sentences of the register that lie nearest to e have a say in
it too. A second regression tells worry, praise and plain mention apart.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.concerns.register import Polarity, RegisterError, Theme, digest_of
from pipeline.concerns.words import Keywords, terms
from pipeline.encode import Encoder, Matrix

FORMAT = 2
WORD_WEIGHT = 2.5
"""Square of the length that the tf-idf part gets, next to 1 for the sentence vector."""
KEYWORD_WEIGHT = 0.25
NEAR_SHARE = 0.35
"""The say that the nearest sentences of the register have, next to the regression."""
NEAR_SHARPNESS = 25.0
"""How fast a sentence loses its say with its distance: exp(sharpness · cosine)."""
WORRY = 0.2
"""How much a score falls with the chance that a sentence is no worry: chance of worry, to this power."""
MASS = 0.25
"""How much a profile shrinks with the chance that there is a theme at all."""
AT_ONCE = 256
"""Sentences that are compared with the register at once, so that memory stays small."""
POLARITIES: tuple[Polarity, ...] = ("zorg", "lof", "neutraal")


@dataclass(frozen=True, slots=True)
class Tag:
    """A theme that a passage raises: `theme` is its id, `score` a calibrated probability.

    `evidence` is where in the text the words stand that show it, None for all of the text.
    """

    theme: str
    label: str
    score: float
    polarity: Polarity
    evidence: tuple[int, int] | None = None


@dataclass(frozen=True)
class Weights:
    """Everything that training finds, as it stands in a file.

    `themes` are the reported themes; the first columns of `topic` (features, classes) belong to them.
    `near` (sentences, vector) are the centred vectors of the register's sentences, as int8 for 1/127, and
    `near_themes` (sentences, themes) which themes each of them raises, 0 or 1.
    `calibration` turns a log-odds into a probability: sigmoid(a · log-odds + b).
    """

    encoder: str
    register: str
    themes: tuple[Theme, ...]
    mean: Matrix
    vocabulary: dict[str, int]
    idf: Matrix
    topic: Matrix
    topic_bias: Matrix
    polarity: Matrix
    polarity_bias: Matrix
    near: NDArray[np.int8]
    near_themes: NDArray[np.uint8]
    calibration: tuple[float, float]
    threshold: float
    link_threshold: float

    def __post_init__(self) -> None:
        assert self.topic.shape[0] == len(self.mean) + len(self.idf) + len(self.themes)

    @cached_property
    def nearest(self) -> tuple[Matrix, Matrix]:
        """`near` as unit rows, transposed, and `near_themes`, both ready for multiplying."""
        rows = np.ascontiguousarray(self.near.T, np.float32) / np.float32(127)
        return np.asarray(rows, np.float32), self.near_themes.astype(np.float32)

    @cached_property
    def keywords(self) -> Keywords:
        """The keywords of the themes."""
        return Keywords([theme.keywords for theme in self.themes])


def encoder_key(encoder: Encoder) -> str:
    """How weights name the encoder they belong to."""
    return f"{encoder.name} {encoder.version}"


def centred(vectors: Matrix, mean: Matrix) -> Matrix:
    """Unit rows around `mean` instead of around zero."""
    moved = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9) - mean
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), np.float32)


def word_rows(text: str, vocabulary: dict[str, int], idf: Matrix) -> tuple[list[int], Matrix]:
    """The columns and unit-length tf-idf values of the terms of `text` that the vocabulary has."""
    counts = Counter(column for column in map(vocabulary.get, terms(text)) if column is not None)
    columns = sorted(counts)
    values = (1 + np.log([counts[column] for column in columns])) * idf[columns] if columns else np.zeros(0)
    return columns, np.asarray(values / max(float(np.linalg.norm(values)), 1e-9), np.float32)


def keyword_row(text: str, keywords: Keywords) -> Matrix:
    """Per theme 1 when the text has one of its keywords, 1.5 for several different ones."""
    return np.array([(0, 1, 1.5)[min(count, 2)] for count in keywords.counts(text)], np.float32)


class Tagger:
    """Tags sentences with the themes of a register."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.themes = weights.themes

    @property
    def version(self) -> str:
        """Which register and which encoder this tagger was trained on."""
        return f"{self.weights.register} {self.weights.encoder}"

    @classmethod
    def load(cls, register: Path | None, encoder: Encoder) -> Tagger:
        """The tagger for the register at `register` (None: the shipped one), trained when that was not done yet.

        Raises RegisterError when the shipped weights were trained with another encoder or register.
        """
        if register is None:
            return _shipped(encoder_key(encoder))
        return _own(register.resolve(), digest_of(register), encoder)

    # --- scores -----------------------------------------------------------------------------------

    def scores(self, texts: Sequence[str], vectors: Matrix) -> tuple[Matrix, Matrix, Matrix]:
        """Calibrated theme scores (n, themes), theme scores given that there is a theme (n, themes),
        and polarity probabilities (n, 3)."""
        chances, within, polarity = self.chances(texts, vectors)
        return worried(calibrate(chances, self.weights.calibration), polarity), within, polarity

    def chances(self, texts: Sequence[str], vectors: Matrix) -> tuple[Matrix, Matrix, Matrix]:
        """What `scores` gives, before calibration."""
        weights = self.weights
        topic = np.zeros((len(texts), weights.topic.shape[1]), np.float32) + weights.topic_bias
        polarity = np.zeros((len(texts), 3), np.float32) + weights.polarity_bias
        base = centred(np.asarray(vectors, np.float32).reshape(len(texts), -1), weights.mean)
        size = base.shape[1]
        topic += base @ weights.topic[:size]
        polarity += base @ weights.polarity[:size]
        last = weights.topic.shape[0] - len(self.themes)
        for row, text in enumerate(texts):
            columns, values = word_rows(text, weights.vocabulary, weights.idf)
            if columns:
                values = values * np.float32(WORD_WEIGHT**0.5)
                places = np.asarray(columns) + size
                topic[row] += values @ weights.topic[places]
                polarity[row] += values @ weights.polarity[places]
            hits = keyword_row(text, weights.keywords)
            if hits.any():
                topic[row] += np.float32(KEYWORD_WEIGHT) * hits @ weights.topic[last:]
        learned, near = softmax(topic)[:, : len(self.themes)], self._nearby(base)
        return blend(learned, near), blend(shares(learned), shares(near)), softmax(polarity)

    def _nearby(self, base: Matrix) -> Matrix:
        """The themes of the register's sentences nearest to the rows of `base`, (n, themes)."""
        near, themes = self.weights.nearest
        found = np.zeros((len(base), len(self.themes)), np.float32)
        for at in range(0, len(base), AT_ONCE):
            say = (np.float32(NEAR_SHARPNESS) * base[at : at + AT_ONCE]) @ near
            np.exp(np.subtract(say, say.max(axis=1, keepdims=True), out=say), out=say)
            found[at : at + AT_ONCE] = say @ themes / say.sum(axis=1, keepdims=True)
        return found

    def profile(self, texts: Sequence[str], vectors: Matrix) -> Matrix:
        """How each text divides over the themes, (n, themes), for comparing texts.

        Rows add up to at most 1; the less there is of any theme in a text, the less its row adds up to.
        """
        chances, within, _ = self.scores(texts, vectors)
        mass = np.minimum(chances.sum(axis=1, keepdims=True), 1)
        return np.asarray(within * mass**MASS, np.float32)

    def tag(
        self, texts: Sequence[str], vectors: Matrix, *, threshold: float | None = None, praise: bool = False
    ) -> list[list[Tag]]:
        """The themes that each text raises, highest score first.

        Praise is no concern: it is only reported, with polarity `lof`, when `praise` is asked for.
        """
        if not len(texts):
            return []
        least = self.weights.threshold if threshold is None else threshold
        scores, within, polarity = self.scores(texts, vectors)
        found: list[list[Tag]] = []
        for row in range(len(texts)):
            kind = POLARITIES[int(polarity[row].argmax())]
            if kind != "lof":
                found.append(self.above(scores[row], least, kind))
            else:
                found.append(self.above(within[row], 0.5, kind) if praise else [])
        return found

    def above(self, scores: Matrix, least: float, polarity: Polarity) -> list[Tag]:
        """The themes with a score of at least `least`, highest first; `scores` has one for each theme."""
        columns = sorted(map(int, np.flatnonzero(scores >= least)), key=lambda column: (-scores[column], column))
        return [self._tag(column, float(scores[column]), polarity) for column in columns]

    def _tag(self, column: int, score: float, polarity: Polarity) -> Tag:
        theme = self.themes[column]
        return Tag(theme.id, theme.label, round(score, 4), polarity)


def softmax(logits: Matrix) -> Matrix:
    """Rows of log-odds as rows of probabilities."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), np.float32)


def shares(chances: Matrix) -> Matrix:
    """Rows that add up to 1."""
    return np.asarray(chances / np.maximum(chances.sum(axis=1, keepdims=True), 1e-9), np.float32)


def blend(learned: Matrix, near: Matrix) -> Matrix:
    """What the regression says and what the nearest sentences say, in one."""
    return np.asarray((1 - NEAR_SHARE) * learned + NEAR_SHARE * near, np.float32)


def calibrate(chances: Matrix, calibration: tuple[float, float]) -> Matrix:
    """Probabilities of the classifier as probabilities that hold on sentences it has not seen."""
    clipped = np.clip(chances, 1e-6, 1 - 1e-6)
    odds = np.log(clipped / (1 - clipped))
    return np.asarray(1 / (1 + np.exp(-(calibration[0] * odds + calibration[1]))), np.float32)


def worried(scores: Matrix, polarity: Matrix) -> Matrix:
    """Theme scores, lower where little worry speaks from a sentence; `polarity` as from `Tagger.scores`."""
    worry = np.maximum(polarity[:, :1], 0.01) ** WORRY
    return np.asarray(scores * worry, np.float32)


# --- files ----------------------------------------------------------------------------------------


EXACT = ("mean", "topic_bias", "polarity_bias", "near", "near_themes")
"""Arrays that are stored as they are; the others lose digits."""


def dumps(weights: Weights) -> bytes:
    """The weights as the bytes of an npz file; the same weights always give the same bytes."""
    header = {
        "format": FORMAT,
        "encoder": weights.encoder,
        "register": weights.register,
        "calibration": weights.calibration,
        "threshold": weights.threshold,
        "link_threshold": weights.link_threshold,
        "themes": [
            {"id": theme.id, "label": theme.label, "definition": theme.definition, "keywords": theme.keywords}
            for theme in weights.themes
        ],
        "vocabulary": list(weights.vocabulary),
    }
    out = io.BytesIO()
    np.savez_compressed(
        out,
        header=np.frombuffer(json.dumps(header, ensure_ascii=False).encode(), np.uint8),
        **{name: getattr(weights, name) for name in EXACT},
        **{name: getattr(weights, name).astype(np.float16) for name in ("idf", "topic", "polarity")},
    )
    return out.getvalue()


def loads(data: bytes) -> Weights:
    """Weights from the bytes of an npz file. Raises ValueError, KeyError or OSError for anything else."""
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        header = json.loads(stored["header"].tobytes())
        if header["format"] != FORMAT:
            raise ValueError("another format")
        arrays = {
            name: stored[name] if name in EXACT else stored[name].astype(np.float32)
            for name in stored.files
            if name != "header"
        }
    return Weights(
        encoder=header["encoder"],
        register=header["register"],
        themes=tuple(Theme(**{**theme, "keywords": tuple(theme["keywords"])}) for theme in header["themes"]),
        vocabulary={term: column for column, term in enumerate(header["vocabulary"])},
        calibration=(header["calibration"][0], header["calibration"][1]),
        threshold=header["threshold"],
        link_threshold=header["link_threshold"],
        **arrays,
    )


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights that come with the package, whatever encoder they belong to."""
    return loads(files("pipeline").joinpath("models", "concerns", "weights.npz").read_bytes())


def shipped_mean(encoder: str) -> Matrix | None:
    """The mean vector of the shipped model, when that belongs to this encoder."""
    try:
        weights = shipped_weights()
    except (OSError, ValueError, KeyError):
        return None
    return weights.mean if weights.encoder == encoder else None


@lru_cache(maxsize=4)
def _shipped(encoder: str) -> Tagger:
    try:
        weights = shipped_weights()
    except (OSError, ValueError, KeyError) as error:
        raise RegisterError(f"no trained theme model ({error}); make it with: adviesradar concerns train") from error
    if weights.encoder != encoder:
        raise RegisterError(
            f"the theme model was trained with encoder {weights.encoder}, now {encoder} is used; "
            "train one for it with: adviesradar concerns train --register FILE --encoder NAME"
        )
    return Tagger(weights)


_OWN: dict[tuple[Path, str, str], Tagger] = {}


def _own(register: Path, digest: str, encoder: Encoder) -> Tagger:
    """The tagger of one's own register: from the file beside it, else trained and put there."""
    key = (register, digest, encoder_key(encoder))
    if key not in _OWN:
        _OWN[key] = Tagger(_stored(register, digest, encoder) or _trained(register, encoder))
    return _OWN[key]


def _stored(register: Path, digest: str, encoder: Encoder) -> Weights | None:
    try:
        weights = loads(weights_path(register).read_bytes())
    except (OSError, ValueError, KeyError):
        return None
    return weights if (weights.encoder, weights.register) == (encoder_key(encoder), digest) else None


def _trained(register: Path, encoder: Encoder) -> Weights:
    from pipeline.concerns.register import load_register
    from pipeline.concerns.train import fit

    weights = fit(load_register(register), encoder)
    with suppress(OSError):  # a folder one may not write in: train again next time
        weights_path(register).write_bytes(dumps(weights))
    return weights


def weights_path(register: Path) -> Path:
    """Where the weights of one's own register are kept: beside it."""
    return register.with_suffix(".weights.npz")
