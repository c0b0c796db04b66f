"""`adviesradar concerns`, `tag` and `link`: recurring concerns, in a store and in loose sentences."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

PATH = click.Path(path_type=Path, dir_okay=False)
STORE = click.Path(path_type=Path)
BATCH = 512


class StoreFirst(click.Group):
    """A group in which anything that is no command of its own is taken for the store of `list`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            args = ["list", *args]
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] == "--json":
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=StoreFirst)
def concerns() -> None:
    """Which themes recur across which councils and years.

    \b
    adviesradar concerns DB                        what recurs
    adviesradar concerns candidates DB             groups of advice that no theme covers yet
    adviesradar concerns accept DB ID --label …    make such a group a theme
    adviesradar concerns merge DB ID THEME         count it as an existing theme
    adviesradar concerns reject DB ID              never show it again
    adviesradar concerns train                     rebuild the theme model from its register

    Example: adviesradar concerns outputs/adviesradar.db
    """


@concerns.command("list")
@click.argument("db", type=STORE)
@click.option("--theme", help="Only this theme (label or id), council by council.")
@click.option("--json", "as_json", is_flag=True, help="For a machine.")
def list_(db: Path, theme: str | None, as_json: bool) -> None:
    """Which themes recur, by how many councils, and since when.

    Example: adviesradar concerns list outputs/adviesradar.db --theme tijdsdruk
    """
    from pipeline.concerns.recurrence import describe, recurrences
    from pipeline.store import open_readonly

    found = recurrences(open_readonly(db), theme)
    if as_json:
        click.echo(json.dumps([entry.as_json() for entry in found], ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo("Geen terugkerende zorgen gevonden.")
    for entry in found:
        for line in describe(entry, full=theme is not None):
            click.echo(line)


@concerns.command()
@click.argument("db", type=STORE)
@click.option("--json", "as_json", is_flag=True, help="For a machine.")
def candidates(db: Path, as_json: bool) -> None:
    """Group the advice that no theme covers, and show the groups.

    Example: adviesradar concerns candidates outputs/adviesradar.db
    """
    from dataclasses import asdict

    from pipeline import store
    from pipeline.concerns import find_candidates

    opened = _open(db)
    with store.transaction(opened):
        found = find_candidates(opened)
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in found], ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo("Geen nieuwe thema's gevonden.")
    for entry in found:
        click.echo(f"{entry.id}  {', '.join(entry.words)}  ({entry.passages} passages)")
        click.echo(f"    {entry.central}")
        click.echo(f"    {', '.join(entry.councils)}")


@concerns.command()
@click.argument("db", type=STORE)
@click.argument("candidate")
@click.option("--label", help="What to call the theme; without it, its telling words.")
@click.option("--register", type=PATH, help="Add the theme to this register as well, for letters to come.")
def accept(db: Path, candidate: str, label: str | None, register: Path | None) -> None:
    """Make a candidate a theme.

    Example: adviesradar concerns accept outputs/adviesradar.db k-1a2b3c4d --label bejegening --register eigen.yaml
    """
    from pipeline import concerns as room

    _decided(db, lambda opened: f"thema {room.accept(opened, candidate, label, register)} gemaakt")


@concerns.command()
@click.argument("db", type=STORE)
@click.argument("candidate")
@click.argument("theme")
def merge(db: Path, candidate: str, theme: str) -> None:
    """Count the passages of a candidate as mentions of an existing theme.

    Example: adviesradar concerns merge outputs/adviesradar.db k-1a2b3c4d communicatie
    """
    from pipeline import concerns as room

    _decided(db, lambda opened: f"samengevoegd met {room.merge(opened, candidate, theme)}")


@concerns.command()
@click.argument("db", type=STORE)
@click.argument("candidate")
def reject(db: Path, candidate: str) -> None:
    """Never show a candidate again.

    Example: adviesradar concerns reject outputs/adviesradar.db k-1a2b3c4d
    """
    from pipeline import concerns as room

    def decide(opened: Any) -> str:
        room.reject(opened, candidate)
        return "verworpen"

    _decided(db, decide)


@concerns.command()
@click.option("--register", type=PATH, help="A register of one's own; without it, the shipped one.")
@click.option("--encoder", help="The sentence encoder to train for.")
@click.option("--json", "as_json", is_flag=True, help="For a machine.")
def train(register: Path | None, encoder: str | None, as_json: bool) -> None:
    """Rebuild the theme model from its register; says how it does on sentences kept out of training.

    Example: adviesradar concerns train --register eigen.yaml
    """
    from dataclasses import asdict
    from importlib.resources import files

    from pipeline.concerns.model import dumps, weights_path
    from pipeline.concerns.register import load_register
    from pipeline.concerns.train import fit_and_report
    from pipeline.encode import load

    weights, report = fit_and_report(load_register(register), load(encoder))
    path = weights_path(register) if register else Path(str(files("pipeline"))) / "models" / "concerns" / "weights.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(dumps(weights))
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False, indent=2))
        return
    click.echo(f"{'thema':32} {'zinnen':>6} {'P':>5} {'R':>5} {'F1':>5}  verward met")
    for theme in report.themes:
        confused = f"{theme.confused_with} ({theme.confused})" if theme.confused_with else "-"
        click.echo(
            f"{theme.label:32} {theme.seeds:6} {theme.precision:5.2f} {theme.recall:5.2f} {theme.f1:5.2f}  {confused}"
        )
    click.echo(
        f"micro-F1 {report.micro_f1:.3f}, macro-F1 {report.macro_f1:.3f}, vals alarm neutraal "
        f"{report.neutral_alarms:.3f}, schijngelijk {report.lookalike_alarms:.3f}, "
        f"polariteit {report.polarity_accuracy:.3f}, drempel {report.threshold:.2f}"
    )
    click.echo(f"gewichten: {path}", err=True)


REGISTER = click.option("--concerns", "register", type=PATH, help="Theme register to use instead of the shipped one.")
ENCODER = click.option("--encoder", help="The sentence encoder to use.")


@click.command()
@REGISTER
@ENCODER
@click.option("--praise", is_flag=True, help="Report praise as well, with polarity lof.")
def tag(register: Path | None, encoder: str | None, praise: bool) -> None:
    """Sentences on standard input, one a line; JSONL with their themes on standard output.

    Example: echo "De termijn was te kort." | adviesradar tag
    """
    from pipeline.concerns import Tagger
    from pipeline.encode import dequantise, load, quantise

    engine = load(encoder)
    tagger = Tagger.load(register, engine)
    for texts in _batches():
        vectors = dequantise(quantise(engine.encode(texts)))
        for text, tags in zip(texts, tagger.tag(texts, vectors, praise=praise), strict=True):
            themes = [{"theme": found.label, "score": found.score, "polarity": found.polarity} for found in tags]
            click.echo(json.dumps({"text": text, "themes": themes}, ensure_ascii=False))


@click.command()
@REGISTER
@ENCODER
@click.option("--all", "every", is_flag=True, help="Every pair, not only those above the threshold.")
def link(register: Path | None, encoder: str | None, every: bool) -> None:
    """Sentences on standard input, one a line; JSONL with pairs about the same concern on standard output.

    `i` and `j` count lines from 0. Example: adviesradar link < zinnen.txt
    """
    from pipeline.concerns import Tagger, link_level, pair_scores
    from pipeline.encode import dequantise, load, quantise

    engine = load(encoder)
    tagger = Tagger.load(register, engine)
    texts = [text for batch in _batches() for text in batch]
    if len(texts) < 2:
        return
    level = link_level(tagger)
    scores, theme = pair_scores(tagger, texts, dequantise(quantise(engine.encode(texts))))
    for i in range(len(texts)):
        for j in range(i + 1, len(texts)):
            score = float(scores[i, j])
            if every or score >= level:
                label = tagger.themes[int(theme[i, j])].label
                click.echo(json.dumps({"i": i, "j": j, "score": round(score, 4), "theme": label}, ensure_ascii=False))


def _batches() -> Iterator[list[str]]:
    """The lines of standard input, BATCH at a time, without their line ends; empty ones stay."""
    batch: list[str] = []
    for line in sys.stdin:
        batch.append(line.rstrip("\r\n"))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _open(path: Path) -> Any:
    from pipeline import store

    return store.open_store(path)


def _decided(path: Path, decide: Any) -> None:
    from pipeline import store

    opened = _open(path)
    with store.transaction(opened):
        message = decide(opened)
    click.echo(message)
