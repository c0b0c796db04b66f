"""The Dutch spaCy pipeline: one loaded model, and a letter's text as a `Doc` on it.

Which model: the setting, else nl_core_news_lg, md or sm when installed, else the one that comes
along in `pipeline/models`, else a blank pipeline with rules only.
"""

from __future__ import annotations

import importlib.util
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extractors.letter import Letter
from pipeline.errors import AdviesradarError
from pipeline.language import lemmas, names, pack, sentences

__all__ = ["BLANK", "OURS", "SETTING", "Dutch", "load"]

SETTING = "ADVIESRADAR_LANGUAGE_MODEL"
"""Environment variable with the name or folder of the model to use."""
OURS = "nl_adviesradar"
BLANK = "blank"
_INSTALLED = ("nl_core_news_lg", "nl_core_news_md", "nl_core_news_sm")
_FOLDER = Path(__file__).parents[1] / "models" / OURS
_LONGEST = 20_000_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Dutch:
    """A loaded pipeline.

    `name` and `version` are those of the model; `reduced` is whether it is the blank one, which
    knows sentences, dictionary lemmas and the names that rules find, but no parts of speech and no
    dependencies.
    """

    name: str
    version: str
    nlp: Language
    reduced: bool = False

    def analyse(self, letter: Letter) -> Doc:
        """The letter's text as a Doc: `doc.text == letter.text`, no sentence crosses a block."""
        return self.nlp(self._doc(letter))

    def analyse_all(self, letters: Iterable[Letter], batch_size: int = 8) -> Iterator[Doc]:
        """`analyse` for many letters, in their order, in batches."""
        return self.nlp.pipe((self._doc(letter) for letter in letters), batch_size=batch_size)

    def analyse_text(self, text: str) -> Doc:
        """A Doc of one or more plain sentences; each line of `text` stands on its own."""
        return self.nlp(text)

    def _doc(self, letter: Letter) -> Doc:
        doc = self.nlp.make_doc(letter.text)
        doc.user_data[sentences.BLOCKS] = [(block.span.start, block.span.end) for block in letter.blocks]
        return doc


def load(name: str | None = None) -> Dutch:
    """The pipeline called `name`, loaded once per process; None follows the setting and what is there.

    `name` is an installed spaCy package, a folder with a model, `nl_adviesradar` or `blank`.
    Raises AdviesradarError when a model that was asked for is not there.
    """
    return _load(name or os.environ.get(SETTING, "").strip() or _first_available())


def _first_available() -> str:
    for name in _INSTALLED:
        if importlib.util.find_spec(name) is not None:
            return name
    if (_FOLDER / pack.FILE).is_file():
        return OURS
    _log.warning(
        "Geen Nederlands taalmodel gevonden: verder zonder woordsoorten, zinsontleding en geleerde namen "
        "(alleen regels), met minder goede uitkomsten."
    )
    return BLANK


@cache
def _load(name: str) -> Dutch:
    if name == BLANK:
        return Dutch(BLANK, spacy.about.__version__, _blank(), reduced=True)
    nlp = _read(name)
    nlp.max_length = _LONGEST
    nlp.add_pipe(sentences.NAME, first=True)
    nlp.add_pipe(names.NAME, last=True)
    return Dutch(str(nlp.meta["name"]), str(nlp.meta["version"]), nlp)


def _read(name: str) -> Language:
    folder = _FOLDER if name == OURS else Path(name)
    try:
        if (folder / pack.FILE).is_file():
            return _ours(folder)
        return spacy.load(folder if folder.is_dir() else name)
    except OSError as error:
        raise AdviesradarError(
            f"Dutch language model {name!r} is not there: install it, or unset {SETTING} to use {OURS}."
        ) from error


def _ours(folder: Path) -> Language:
    from pipeline.language import capitals, vectors  # noqa: F401  (they register what the model asks for)

    return pack.read(folder)


def _blank() -> Language:
    nlp = spacy.blank("nl")
    nlp.add_pipe(sentences.NAME)
    nlp.add_pipe(lemmas.DICTIONARY)
    nlp.add_pipe(names.NAME)
    nlp.max_length = _LONGEST
    return nlp
