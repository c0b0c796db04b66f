"""The command line as a person meets it: a mistake is one line that says what to do."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import COMMANDS, main

Typed = Callable[..., tuple[str, object]]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """What the program prints on standard error when it is called so, and its exit status."""

    def call(*words: str) -> tuple[str, object]:
        monkeypatch.setattr(sys, "argv", ["adviesradar", *words])
        with pytest.raises(SystemExit) as end:
            main()
        return capsys.readouterr().err, end.value.code

    return call


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_mistyped_option_is_one_line_with_a_hint(typed: Typed, name: str) -> None:
    shown, status = typed(name, "--onzin")
    assert status == 2
    assert shown.count("\n") == 1 and "--onzin" in shown and f"see: adviesradar {name} --help" in shown


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["zoek"], "no such command 'zoek'"),
        (["--onzin"], "--onzin"),
        (["extract"], "FILE"),
        (["extract", "a", "b"], "(b)"),
        (["similar", "x.db"], "--text"),
        (["similar", "x.db", "weg.docx"], "weg.docx"),
        (["search", "x.db", "tijd", "--limit", "0"], "--limit"),
        (["concerns", "weg.db"], "weg.db: no such store"),
        (["reencode", "weg.db"], "weg.db: no such store"),
    ],
)
def test_what_is_missing_or_too_much_is_one_line(typed: Typed, words: list[str], told: str) -> None:
    shown, status = typed(*words)
    assert status == 2 and shown.count("\n") == 1 and told in shown and "Usage" not in shown


def test_without_arguments_there_is_help(typed: Typed) -> None:
    shown, _ = typed("search")
    assert "--jaar" in shown and "Example" in shown


def test_a_draft_may_be_given_with_or_without_its_option(typed: Typed, tmp_path: Path) -> None:
    draft = tmp_path / "concept.txt"
    draft.write_text("Wij vragen om een ruimere reactietermijn voor de raad.", encoding="utf-8")
    store = str(tmp_path / "weg.db")
    for words in ([str(draft)], ["--file", str(draft)]):
        assert "no such store" in typed("similar", store, *words)[0]
    assert "one draft" in typed("similar", store, str(draft), "--file", str(draft))[0]
