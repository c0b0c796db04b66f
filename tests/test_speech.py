"""What a letter lets the requester say is no word of the council."""

from __future__ import annotations

import pytest

from extractors.speech import said


@pytest.mark.parametrize(
    ("sentence", "inner", "asks"),
    [
        ("U schreef ons: “Laat weten of de bus mag vervallen.”", "Laat weten of de bus mag vervallen.", False),
        ("Sluit de pas aan bij wat nodig is, zo vroeg u in mei.", "Sluit de pas aan bij wat nodig is", True),
        ("Of het loket open moet blijven, wilde u weten.", "Of het loket open moet blijven", True),
        ("Uw vraag luidde: is de folder helder?", "is de folder helder?", True),
    ],
)
def test_the_words_of_the_requester_are_found(sentence: str, inner: str, asks: bool) -> None:
    spoken = said(sentence)
    assert spoken is not None
    assert sentence[spoken.inner.start : spoken.inner.end] == inner
    assert spoken.asks is asks


@pytest.mark.parametrize(
    "sentence",
    [
        "Wij vragen u: houd het loket open.",
        "De raad adviseert het volgende: stel de pas gratis beschikbaar.",
        "De bus is te duur, zo vinden wij.",
        "Ons advies luidt: begin pas in mei.",
    ],
)
def test_the_council_speaks_for_itself(sentence: str) -> None:
    assert said(sentence) is None
