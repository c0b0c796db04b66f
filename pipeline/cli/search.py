"""`adviesradar search` and `adviesradar similar`: what the archive says about a question or a draft."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.errors import AdviesradarError
from pipeline.search.filters import DOCUMENT_TYPES, has_pages, label_of
from pipeline.search.find import Filters, FoundLetter, Hit, Results, as_json
from pipeline.search.similar import Point, of_file, of_text
from pipeline.search.snippet import pieces
from pipeline.search.start import Archive, open_archive

DB = click.argument("db", type=click.Path(path_type=Path))
DRAFT = click.Path(exists=True, dir_okay=False, path_type=Path)


Command = TypeVar("Command", bound=Callable[..., object])


def _many(name: str, text: str) -> Callable[[Command], Command]:
    return click.option(f"--{name}", multiple=True, metavar="VALUE", help=text)


@click.command(
    epilog="""Example:  adviesradar search archief.db "te weinig tijd om te adviseren" --jaar 2019""",
    no_args_is_help=True,
)
@DB
@click.argument("query", nargs=-1, required=True)
@_many("gemeente", "Only letters of this municipality (repeatable, like all filters).")
@_many("raad", "Only letters of this council (its id, as `--json` shows).")
@_many("jaar", "Only letters of this year.")
@_many("soort", "Only passages of this kind: advies, vraag, antwoord, zorg.")
@_many("thema", "Only passages on this theme (its id).")
@_many("stance", "Only answers with this stance.")
@_many("strekking", "Only letters with this verdict.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="Number of letters.")
@click.option("--json", "as_data", is_flag=True, help="Print JSON: `hits` (passages) and `letters`.")
def search(db: Path, query: tuple[str, ...], limit: int, as_data: bool, **filters: tuple[str, ...]) -> None:
    """Search the letters in DB, by words and by meaning.

    Operators: "exact phrase", -without, either OR other, prefix*. Everything else is text.
    """
    archive = open_archive(db)
    results = archive.searcher.search(archive.db, " ".join(query), Filters(**filters), limit=limit)
    if as_data:
        click.echo(json.dumps(as_json(results), ensure_ascii=False, indent=2))
        return
    _print(archive, results)


@click.command(epilog="Example:  adviesradar similar archief.db concept.docx", no_args_is_help=True)
@DB
@click.argument("draft", required=False, type=DRAFT)
@click.option("--file", type=DRAFT, help="The same draft, named by an option.")
@click.option("--text", help="A draft as text; `-` reads standard input.")
@click.option("--council", help="Your own council (part of its name): its letters are listed apart.")
@click.option("--limit", default=3, show_default=True, type=click.IntRange(1, 50), help="Letters per point.")
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
def similar(
    db: Path, draft: Path | None, file: Path | None, text: str | None, council: str | None, limit: int, as_data: bool
) -> None:
    """Earlier advice on each point of a draft letter.

    DRAFT is its file: pdf, docx, txt …
    """
    if [draft, file, text].count(None) != 2:
        raise click.UsageError("give one draft: a file, or a text with --text")
    file = draft or file
    archive = open_archive(db)
    if file is not None:
        points = of_file(archive, file, council, limit)
    else:
        typed = sys.stdin.read() if text == "-" else str(text)
        points = of_text(archive, typed, council, limit)
    if as_data:
        click.echo(json.dumps([point.as_json() for point in points], ensure_ascii=False, indent=2))
        return
    for point in points:
        _print_point(point)
    if not points:
        raise AdviesradarError("the draft holds no sentences to compare")


def _print(archive: Archive, results: Results) -> None:
    if not results.letters:
        click.echo("Niets gevonden. Probeer andere woorden, of minder.")
        return
    many = "brief" if results.total == 1 else "brieven"
    found = f"{results.total} {many} gevonden"
    click.echo("Geen brief noemt dit. Dit lijkt er nog het meest op:" if results.nearest else found)
    if archive.note:
        click.echo(click.style(archive.note, dim=True))
    for typed, meant in results.corrected:
        click.echo(f"'{typed}' komt niet voor; er is gezocht naar '{meant}'.")
    for number, letter in enumerate(results.letters, 1):
        click.echo()
        _print_letter(number, letter)


def _print_letter(number: int, found: FoundLetter) -> None:
    letter = found.letter
    date = letter["letter_date"] or letter["year"] or "zonder datum"
    kind = DOCUMENT_TYPES.get(letter["document_type"], letter["document_type"])
    click.echo(f"{number}. " + click.style(f"{found.council}, {date}", bold=True) + f"  ({kind})")
    click.echo(f"   {_line(letter['title'])}")
    for hit in found.hits:
        click.echo(f"   {highlighted(hit)}")
        facts = [label_of(value) for value in (*hit.sorts, *hit.themes[:3])]
        about = f"{_where(letter, hit)} · gevonden op {' en '.join(hit.why)}"
        click.echo(click.style("     " + about + (f" · {', '.join(facts)}" if facts else ""), dim=True))
    if found.more:
        click.echo(click.style(f"     en nog {found.more} in deze brief", dim=True))


def _where(letter: dict[str, Any], hit: Hit) -> str:
    return f"{letter['file']}, pagina {hit.page}" if has_pages(letter) else str(letter["file"])


def _print_point(point: Point) -> None:
    click.echo(click.style(f"» {_line(point.text)}", bold=True))
    for label, letters in (("Zelf eerder", point.own), ("Andere raden", point.others)):
        for found in letters:
            hit = found.hits[0]
            date = found.letter["letter_date"] or found.letter["year"] or "zonder datum"
            click.echo(f"  {label}: {found.council}, {date}: {highlighted(hit)}")
            click.echo(click.style(f"     {_where(found.letter, hit)}", dim=True))
    if not point.own and not point.others:
        click.echo("  Geen eerder advies gevonden.")
    click.echo()


def highlighted(hit: Hit) -> str:
    """The passage with its found words in bold (own) or underlined (related); plain when not on a terminal."""
    styles: dict[str, dict[str, bool]] = {"": {}, "woord": {"bold": True}, "verwant": {"underline": True}}
    plain = not sys.stdout.isatty()
    parts = []
    for kind, text in pieces(hit.text, hit.marks):
        shown = _line(text, strip=False)
        marked = f"[{shown}]" if plain and kind else click.style(shown, **styles[kind]) if kind else shown
        parts.append(marked)
    return "".join(parts)


def _line(text: str, strip: bool = True) -> str:
    """`text` on one line, without control characters."""
    one = "".join(" " if sign.isspace() else sign for sign in text if sign.isprintable() or sign.isspace())
    return " ".join(one.split()) if strip else one
