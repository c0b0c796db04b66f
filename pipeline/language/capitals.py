"""The word class of a word with a capital: a second look at what the tagger says.

To the tagger a capital looks like a name, at the head of a section as well as in one. A linear model weighs its
probabilities against what training texts, word lists and the words beside it say about the form.
"""

from __future__ import annotations

import gzip
import math
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import Morphologizer
from spacy.symbols import NAMES  # type: ignore[import-not-found]
from spacy.tokens import Doc

from pipeline.language import evidence, lemmas

NAME = "adviesradar_capitals"
FOLDER = Path(__file__).parents[1] / "models" / "nl_adviesradar"
FORMS, WEIGHTS = "capitals.tsv.gz", "capitals.npz"
CLASSES = ("PROPN", "NOUN", "ADJ", "VERB")
"""The word classes that the model chooses from; it may also leave the tagger's."""
COUNTED = ("PROPN", "NOUN", "ADJ")
_WEIGHED = ("PROPN", "NOUN", "ADJ", "VERB", "X", "NUM", "SYM", "ADV", "DET", "ADP", "PRON")
_QUOTES, _DASHES = frozenset("\"'“”„‘’«»("), frozenset(":-–|")
_ARTICLES, _PREFIXES = (
    frozenset(("de", "het", "een", "De", "Het")),
    frozenset(("van", "der", "den", "Van", "von", "te")),
)
_LONG, _LONGEST = 10, 15
_MOST_FORMS = 50_000
_NOTHING = (1.0, *[0.0] * (13 + len(_WEIGHED) + 1))
"""The features of a neighbour that is not there."""

Vector = NDArray[np.float32]
Forms = dict[str, tuple[int, int, int, int]]
"""Form with its capital → how often it was a name, a noun, an adjective, anything else."""


@cache
def forms(file: Path = FOLDER / FORMS) -> Forms:
    """The counted forms: lines `form names nouns adjectives others`, divided by tabs; empty without the file."""
    if not file.is_file():
        return {}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        return {form: (int(a), int(b), int(c), int(d)) for form, a, b, c, d in rows}


class Features:
    """What speaks for and against the word classes of a word with a capital."""

    def __init__(self, counted: Forms, table: lemmas.Table) -> None:
        """`counted` and `table` come from training sentences, but not from those that weights are learned on."""
        self._counted, self._table = counted, table
        self._own = lru_cache(_MOST_FORMS)(self._of_form)
        self._beside = lru_cache(_MOST_FORMS)(self._of_neighbour)

    def of(self, doc: Doc, at: int, chances: Vector) -> list[float]:
        """The features of token `at`; `chances` (tokens, classes) are the tagger's, as `Tagged` has them."""
        token = doc[at]
        values = [math.log(chance + 1e-3) for chance in chances[at]]
        values.extend(self._own(token.text))
        values += (at == 0 or bool(token.is_sent_start), at > 0 and bool(at == 1 or doc[at - 1].is_sent_start))
        values += (_adjective(doc, at, chances) if _is_capital(doc, at + 1) else 0, _adjective(doc, at - 1, chances))
        for near in (at - 1, at + 1):
            if 0 <= near < len(doc) and not doc[near].is_space:
                values.extend(self._beside(doc[near].text))
                values.extend(chances[near])
            else:
                values.extend(_NOTHING)
        return values

    def _share(self, form: str) -> float:
        """How often a form was a name, of all the times it had a capital."""
        counts = self._counted.get(form, (0, 0, 0, 0))
        return (counts[0] + 0.5) / (sum(counts) + 1)

    def _of_form(self, form: str) -> tuple[float, ...]:
        import simplemma

        counts, small = self._counted.get(form, (0, 0, 0, 0)), form.lower()
        noun = small in self._table.get("NOUN", {})
        last = form.rsplit("-", 1)[-1] if "-" in form[1:] else ""
        return (
            *(math.log1p(count) for count in counts),
            self._share(form),
            sum(counts) > 0,
            noun,
            small in self._table.get("ADJ", {}),
            small in self._table.get("VERB", {}),
            simplemma.is_known(small, lang="nl"),
            not noun and form.isalpha() and lemmas.compound_lemma(form) is not None,
            form in evidence.listed("first_names"),
            form in evidence.listed("places"),
            form.isupper() and len(form) > 1,
            len(form) == 1,
            bool(last),
            last[:1].islower(),
            bool(last) and (last in self._table.get("NOUN", {}) or lemmas.compound_lemma(last) is not None),
            any(sign.isdigit() for sign in form),
            "." in form,
            any(sign.isupper() for sign in form[1:]),
            form.endswith(("'s", "’s")),
            form.endswith("en"),
            form.endswith("e"),
            form.endswith("s"),
            min(len(form), _LONGEST) / _LONG,
        )

    def _of_neighbour(self, form: str) -> tuple[float, ...]:
        capital = form[0].isupper()
        common = capital and any(
            form.lower() in known for pos, known in self._table.items() if pos not in ("PROPN", "X")
        )
        return (
            0,
            capital,
            form[0].islower(),
            form in _QUOTES,
            form in _DASHES,
            form[0].isdigit(),
            form in ".!?",
            form == ",",
            form in _ARTICLES,
            form in _PREFIXES,
            self._share(form) if capital else 0,
            common,
            capital and form in evidence.listed("first_names"),
            form.isupper(),
        )


def _is_capital(doc: Doc, at: int) -> bool:
    return 0 <= at < len(doc) and doc[at].text[0].isupper()


def _adjective(doc: Doc, at: int, chances: Vector) -> float:
    """How likely a token is an adjective with a capital and without an ending: "Openbaar" before "Ministerie"."""
    if not _is_capital(doc, at) or doc[at].text.endswith("e"):
        return 0.0
    return float(chances[at, _WEIGHED.index("ADJ")])


class Tagged:
    """How likely a morphologizer finds each word class for the tokens of a document that it has been through.

    `chances` has a row for each token and a column for each of `_WEIGHED`, and one for all others.
    """

    def __init__(self, morphologizer: Morphologizer, doc: Doc) -> None:
        self._morphologizer = morphologizer
        softmax = morphologizer.model.get_ref("softmax")
        scores = doc.tensor @ softmax.get_param("W").T + softmax.get_param("b")
        self._labels: Vector = np.exp(scores - scores.max(axis=1, keepdims=True))
        self._labels /= self._labels.sum(axis=1, keepdims=True)
        classes = _classes(morphologizer)
        columns = [_WEIGHED.index(pos) if pos in _WEIGHED else len(_WEIGHED) for pos in classes]
        self._classes = np.array(classes)
        self.chances: Vector = self._labels @ np.eye(len(_WEIGHED) + 1, dtype=np.float32)[columns]

    def morph(self, at: int, pos: str) -> str:
        """The most likely morphological features of token `at` if its word class is `pos`."""
        within = np.where(self._classes == pos, self._labels[at], -1)
        label = self._morphologizer.labels[int(within.argmax())]
        return str(self._morphologizer.cfg["labels_morph"][label])


def _classes(morphologizer: Morphologizer) -> list[str]:
    """The word class that each label of a morphologizer stands for."""
    return [NAMES[morphologizer.cfg["labels_pos"][label]] for label in morphologizer.labels]


class Capitals:
    """The component: gives words with a capital another word class where that is more likely."""

    def __init__(self, morphologizer: Morphologizer, folder: Path = FOLDER) -> None:
        self._morphologizer = morphologizer
        self._features = Features(forms(folder / FORMS), lemmas.table(folder / lemmas.FILE.name))
        with np.load(folder / WEIGHTS, allow_pickle=False) as stored:
            self._weights: Vector = stored["weights"]
            self._bias: Vector = stored["bias"]

    def __call__(self, doc: Doc) -> Doc:
        """Set `pos` and `morph` of the tokens with a capital."""
        places = [token.i for token in doc if token.text[0].isupper()]
        if not places:
            return doc
        tagged = Tagged(self._morphologizer, doc)
        rows = np.array([self._features.of(doc, at, tagged.chances) for at in places], dtype=np.float32)
        choices = (rows @ self._weights + self._bias).argmax(axis=1)
        for at, choice in zip(places, choices, strict=True):
            token = doc[at]
            if choice < len(CLASSES) and token.pos_ != CLASSES[choice]:
                token.set_morph(tagged.morph(at, CLASSES[choice]))  # type: ignore[attr-defined]
                token.pos_ = CLASSES[choice]
        return doc


@Language.factory(NAME, assigns=["token.pos", "token.morph"], requires=["token.pos"])
def make(nlp: Language, name: str) -> Capitals:
    """The component for a pipeline whose morphologizer stands before it."""
    return Capitals(nlp.get_pipe("morphologizer"))
