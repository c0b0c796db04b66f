"""Patterns that are tried only where their words stand find what plain regular expressions find."""

from __future__ import annotations

import re

import pytest

from extractors.lexicon import load_csv, pattern
from extractors.quick import Either, Many, Quick, quick_pattern

TEXTS = [
    "Op 3 mei vroeg uw college ons om advies over de verordening.",
    "Wij vragen u te onderzoeken of de wachttijd korter kan, en leggen u twee punten voor.",
    "WIJ ADVISEREN U HET BESLUIT UIT TE STELLEN, zoals wij eerder deden.",
    "De raad vindt het belangrijk dat inwoners weten waar zij terechtkunnen.",
    "Volgens de wethouder is het plan klaar; de wet verplicht daartoe.",
    "Laat ons weten wat u ervan vindt.",
    "",
]


@pytest.mark.parametrize(
    ("source", "needed"),
    [
        (r"\bvra(?:ag|gen)\b", [("vraag", "vragen")]),
        (r"\b(?:legt|legde)\b[^.?]{0,100}\bvoor\b", [("voor",), ("legt", "legde")]),
        (r"(?:wel|niet)? akkoord", [(" akkoord",)]),
        (r"\d{4}|maart", []),
        (r"(?:uw|ons)? [a-z]+", []),
    ],
)
def test_what_a_pattern_needs(source: str, needed: list[tuple[str, ...]]) -> None:
    assert Quick(source).needed == needed


def test_either_is_one_pattern() -> None:
    either = Either(["raad vindt", "de raad", "raad"])
    plain = re.compile("raad vindt|de raad|raad", re.IGNORECASE)
    text = "De raad vindt dat; raad vindt, een raad"
    assert [match.span() for match in either.finditer(text)] == [match.span() for match in plain.finditer(text)]
    assert either.search("geen college") is None
    assert either.match("raad vindt")[0] == "raad vindt"  # type: ignore[index]


@pytest.mark.parametrize("name", sorted({row["name"] for row in load_csv("discourse")}))
def test_lists_of_the_lexicon(name: str) -> None:
    for text in TEXTS:
        found, plain = quick_pattern(name), pattern(name)
        assert [match.span() for match in found.finditer(text)] == [match.span() for match in plain.finditer(text)]
        assert (found.match(text) is None) == (plain.match(text) is None)


@pytest.mark.parametrize("name", ["advice_cues", "question_cues", "question_leads", "documenttype", "stance_cues"])
def test_many_patterns(name: str) -> None:
    sources = [row["pattern"] for row in load_csv(name)]
    many = Many((source, number) for number, source in enumerate(sources))
    for text in TEXTS:
        plain = [number for number, source in enumerate(sources) if re.search(source, text, re.IGNORECASE)]
        assert [number for _, number in many.search(text)] == plain
