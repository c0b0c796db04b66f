"""The small trained classifiers of answers and reactions."""

from __future__ import annotations

import numpy as np
import pytest

from extractors import classifier, status
from extractors.classifier import Vectors
from extractors.letter import Span
from extractors.questions import stance
from pipeline import encode

PLAIN = {"classes": ["ja", "nee"], "intercept": [0.0, 0.0], "weights": {"goed": [2.0, -2.0]}, "dense": [[1.0, 0.0]]}


def test_features_and_vector_both_count() -> None:
    with classifier.using("proef", PLAIN):
        even = classifier.probabilities("proef", {}, np.zeros(1, np.float32))
        named = classifier.probabilities("proef", {"goed": 1.0, "onbekend": 9.0}, np.zeros(1, np.float32))
        dense = classifier.probabilities("proef", {}, np.ones(1, np.float32))
    assert even == {"ja": 0.5, "nee": 0.5}
    assert named["ja"] > 0.9 and dense["ja"] > 0.9


def test_without_a_fitting_vector_it_says_nothing() -> None:
    with classifier.using("proef", PLAIN):
        assert classifier.probabilities("proef", {"goed": 1.0}, None) == {}
        assert classifier.probabilities("proef", {"goed": 1.0}, np.ones(7, np.float32)) == {}
    assert classifier.probabilities("bestaat-niet", {}, np.ones(1, np.float32)) == {}


def test_mean_of_the_sentences_that_a_span_touches() -> None:
    vectors = Vectors([Span(0, 5), Span(6, 9), Span(10, 14)], np.array([[1, 0], [0, 1], [9, 9]], np.float32))
    mean = vectors.mean([Span(2, 8)])
    assert mean is not None and mean.tolist() == [0.5, 0.5]
    assert vectors.mean([Span(20, 30)]) is None


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        (
            "Is het tarief eerlijk?",
            "Het tarief jaagt de armsten op kosten die zij nooit kunnen betalen.",
            "kritisch",
        ),
        ("Is de cursus geslaagd?", "De deelnemers komen elke week terug en nemen hun buren mee.", "positief"),
        ("Hoe kan het loket beter?", "Zet er een stoel neer en hang een klok op.", "neutraal"),
    ],
)
def test_stance_without_words_of_the_lexicon(question: str, answer: str, expected: str) -> None:
    vector = encode.load(encode.DEFAULT).encode([answer])[0]
    assert stance.classify(answer, question, vector)[0] == expected


@pytest.mark.parametrize(
    ("reaction", "expected"),
    [
        ("De kosten daarvan kunnen wij niet dragen.", "niet_overgenomen"),
        ("Vanaf mei staat er een medewerker bij de ingang die mensen helpt.", "overgenomen"),
        ("In het najaar hoort u van ons wat wij hebben besloten.", "onbeantwoord"),
    ],
)
def test_status_without_words_of_the_lexicon(reaction: str, expected: str) -> None:
    vector = encode.load(encode.DEFAULT).encode([reaction])[0]
    assert status.of([reaction], vector).status == expected
