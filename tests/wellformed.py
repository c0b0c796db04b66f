"""What every parsed letter must keep to, whatever file it came from."""

from __future__ import annotations

import unicodedata

from extractors.letter import Letter, Span


def check(letter: Letter) -> None:
    """Fail when a letter breaks the conventions of its text, blocks, pages, lines or styles."""
    text = letter.text
    assert unicodedata.is_normalized("NFC", text)
    assert all(char == "\n" or char.isprintable() or unicodedata.category(char) in ("Zs", "Cn", "Co") for char in text)
    assert "  " not in text
    assert text == text.strip(" \n") or not text.strip()
    _check_blocks(letter)
    _check_pages(letter)
    for line in letter.lines:
        _inside(line.span, text)
        assert line.bbox[0] <= line.bbox[2] and line.bbox[1] <= line.bbox[3]
        assert any(page.number == line.page for page in letter.pages)
    for style in letter.styles:
        _inside(style.span, text)


def _inside(span: Span, text: str) -> None:
    assert 0 <= span.start < span.end <= len(text)


def _check_blocks(letter: Letter) -> None:
    """Blocks are in order, do not overlap, and leave out only whitespace and their own markers."""
    before = 0
    for block in letter.blocks:
        _inside(block.span, letter.text)
        assert block.span.start >= before
        assert letter.text[before : block.span.start].strip() == block.marker
        if block.marker:
            assert letter.text[: block.span.start].endswith(f"{block.marker} ")
        quote = letter.quote(block.span)
        assert quote == quote.strip()
        assert "\n\n" not in quote
        assert any(page.number == block.page for page in letter.pages)
        before = block.span.end
    assert not letter.text[before:].strip()


def _check_pages(letter: Letter) -> None:
    assert letter.pages
    assert letter.pages[0].span.start == 0
    assert letter.pages[-1].span.end == len(letter.text)
    for one, two in zip(letter.pages, letter.pages[1:], strict=False):
        assert one.span.end == two.span.start
    assert all(0 <= page.quality <= 1 for page in letter.pages)
