"""Forms of one word get one stem; stems are those of Snowball's `dutch_porter`, but for a final z or v."""

from __future__ import annotations

import pytest

from pipeline.stems import stem


@pytest.mark.parametrize(
    ("words", "stemmed"),
    [
        ("advies adviezen", "advies"),
        ("mogelijkheid mogelijkheden mogelijk", "mogelijk"),
        ("wachten wacht wachte", "wacht"),
        ("kansen wensen", "kans wens"),
        ("verordening verordeningen", "verorden"),
        ("betaalbaar betaalbare", "betal"),
        ("bladen bladeren", "blad blader"),
        ("cliënten client", "client"),
        ("gebruiker gebruikers", "gebruiker"),
        ("buurten buurt", "buurt"),
        ("katten kat", "kat"),
        ("maan manen", "man man"),
        ("brood broden", "brod brod"),
        ("yoghurt", "yoghurt"),
        ("bijeen", "bijen"),
        ("wmo ggz 12 x", "wmo ggs 12 x"),
    ],
)
def test_stems(words: str, stemmed: str) -> None:
    forms, stems = words.split(), stemmed.split()
    assert [stem(form) for form in forms] == (stems if len(stems) > 1 else stems * len(forms))


def test_no_letters() -> None:
    assert stem("") == ""
