"""The documentation shows what the commands print, and names commands and files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import generate
from pipeline.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"<!-- run: (?P<command>.+?) -->\n\n```console\n\$ (?P<again>.+?)\n(?P<output>.*?)\n```", re.DOTALL)


@pytest.mark.parametrize("path", generate.documents(), ids=lambda path: path.name)
def test_every_generated_block_is_filled_by_its_own_command(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    assert len(blocks) == text.count("<!-- run: ")
    assert all(block["command"] == block["again"] and block["output"].strip() for block in blocks)


def test_help_in_the_readme_is_the_help_of_the_program() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = [block for block in BLOCK.finditer(text) if block["command"] == "adviesradar --help"]
    assert block["output"] == generate.output("adviesradar --help")


def test_packaged_scores_are_the_latest_measured() -> None:
    assert (ROOT / "pipeline" / "scores.json").read_text(encoding="utf-8") == generate.scores()


@pytest.mark.parametrize("path", generate.documents(), ids=lambda path: path.name)
def test_links_lead_somewhere_and_commands_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (path.parent / link).exists(), link
    for command in re.findall(r"`adviesradar ([a-z]+)", text):
        assert command in COMMANDS, command
