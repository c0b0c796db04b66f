"""The model card, written from `card.md` and the measured scores: `python -m training.language.card`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from training.language.prepare import MODEL

TEMPLATE = Path(__file__).parent / "card.md"
SCORES = MODEL / "scores.json"
_ROWS = (
    ("UPOS", "upos"),
    ("lemma", "lemma"),
    ("lemma, exact", "lemma_cased"),
    ("morphology", "feats"),
    ("UAS", "uas"),
    ("LAS", "las"),
)
_PARTS = ("alpino_given_sentences", "alpino", "lassysmall_given_sentences", "lassysmall")


def tables(scores: dict[str, Any]) -> str:
    """The scores as Markdown tables."""
    lines = [
        "| treebank tests | Alpino | Alpino, own sentences | LassySmall | LassySmall, own sentences |",
        "| --- " * 5 + "|",
    ]
    for title, key in _ROWS:
        lines.append(f"| {title} | " + " | ".join(f"{scores[part][key]:.3f}" for part in _PARTS) + " |")
    lines += ["", "| names (F1) | all | PER | ORG | LOC | MISC |", "| --- " * 6 + "|"]
    for title, part in (("model alone", "names_without_rules"), ("with rules", "names_with_rules")):
        values = " | ".join(f"{scores[part][label]['f']:.3f}" for label in ("all", "PER", "ORG", "LOC", "MISC"))
        lines.append(f"| {title} | {values} |")
    with_rules = scores["names_with_rules"]
    lines += [
        "",
        f"Names with rules: precision {with_rules['all']['p']:.3f}, recall {with_rules['all']['r']:.3f}. "
        f"Sentences of letters: F1 {with_rules['sentences']:.3f}. "
        f"Loading: {scores['load_seconds']:.1f} s. Speed: {scores['words_per_second']:,} words a second.",
    ]
    return "\n".join(lines)


def render() -> str:
    """The card's text."""
    scores = json.loads(SCORES.read_text(encoding="utf-8"))
    return TEMPLATE.read_text(encoding="utf-8").replace("{scores}", tables(scores))


if __name__ == "__main__":
    (MODEL / "README.md").write_text(render(), encoding="utf-8")
