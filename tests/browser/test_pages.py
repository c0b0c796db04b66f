"""What a secretary does, in a real browser; and whether everyone can use the pages (axe-core)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

SCREENSHOTS = Path(__file__).parents[2] / "docs" / "schermen"
"""Only written when ADVIESRADAR_SCREENSHOTS is set."""


@pytest.fixture
def page(browser: Any, site: str) -> Any:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=site, locale="nl-NL")
    found = context.new_page()
    errors: list[str] = []
    found.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    found.on("request", lambda request: _own(request.url, site, errors))
    yield found
    context.close()
    assert errors == []


def _own(url: str, site: str, errors: list[str]) -> None:
    if not url.startswith((site, "data:")):
        errors.append(f"request to another host: {url}")


def shot(page: Any, name: str) -> None:
    """A screenshot for the manual."""
    if os.environ.get("ADVIESRADAR_SCREENSHOTS"):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")


def letter(page: Any, query: str, council: str) -> None:
    """Opens the first hit of a query in a letter of a council."""
    page.goto("/")
    page.get_by_label("Wat wilt u weten?").fill(query)
    page.get_by_role("button", name="Zoek", exact=True).click()
    page.locator("li.brief", has_text=council).locator(".passage a").first.click()
    page.wait_for_url(re.compile("/brief/"))


def test_search_filter_open_and_cite(page: Any) -> None:
    page.goto("/")
    shot(page, "begin")
    page.get_by_label("Wat wilt u weten?").fill("stapeling van eigen bijdragen")
    page.get_by_role("button", name="Zoek", exact=True).click()
    first = page.locator("li.brief").first
    assert "Amersfoort" in first.inner_text() and "gevonden op" in first.inner_text()
    assert first.locator("mark.woord").count() >= 1
    shot(page, "zoeken")
    page.locator("aside").get_by_text("Amersfoort", exact=True).click()
    page.get_by_role("button", name="Toon selectie").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("1 brief")
    page.locator(".passage a").first.click()
    page.wait_for_url(re.compile(r"/brief/\w+\?.*#hier"))
    assert page.locator(".tekst .hier").first.is_visible()
    assert page.locator(".blad rect").count() >= 1
    assert page.locator(".blad img").evaluate("image => image.complete && image.naturalWidth > 300")
    shot(page, "brief")
    page.locator(".aangewezen summary", has_text="Citeer").click()
    citation = page.locator(".aangewezen textarea").input_value()
    assert re.match(r"‘.+’ \(.*Amersfoort, \d+ \w+ 2016.*, p\. \d\)$", citation)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".aangewezen button", has_text="Kopieer citaat").click()
    page.get_by_role("button", name="Gekopieerd").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == citation


def test_show_and_hide_marks(page: Any) -> None:
    letter(page, "wasservice", "gevraagd advies")
    background = "element => getComputedStyle(element).backgroundColor"
    marked = page.locator(".tekst .f-datum").first
    before = marked.evaluate(background)
    page.locator("#toon-datum").check()
    assert marked.evaluate(background) != before


def test_dossier(page: Any) -> None:
    letter(page, "advies over de verordening", "reactie van het college")
    page.get_by_role("link", name=re.compile("^Dossier")).click()
    steps = page.locator(".tijdlijn > li")
    assert steps.count() >= 2
    assert "reactie van het college" in steps.last.inner_text()
    shot(page, "dossier")


def test_theme_and_council(page: Any) -> None:
    page.goto("/themas")
    shot(page, "themas")
    page.locator(".matrix tbody th a").first.click()
    assert page.locator(".citaten li").count() >= 1
    page.locator(".matrix tbody th a").first.click()
    assert "raad=" in page.url
    page.goto("/raden")
    page.get_by_role("link", name=re.compile("Amersfoort")).click()
    assert page.locator(".staven rect").count() >= 1


def test_draft(page: Any) -> None:
    page.goto("/concept")
    page.get_by_label("Tekst van het concept").fill(
        "Wij vragen aandacht voor de stapeling van eigen bijdragen bij minima."
    )
    page.get_by_role("button", name="Zoek eerder advies").click()
    assert "Amersfoort" in page.locator(".punten").inner_text()
    shot(page, "concept")


def test_draft_as_a_file(page: Any, tmp_path: Path) -> None:
    draft = tmp_path / "concept.txt"
    draft.write_text("Geacht college,\n\nWij adviseren u de wasservice voor alle gebruikers te behouden.\n")
    page.goto("/concept")
    page.get_by_label("of een bestand").set_input_files(draft)
    page.get_by_role("button", name="Zoek eerder advies").click()
    assert "Hilversum" in page.locator(".punten").inner_text()


def test_upload_and_progress(page: Any, tmp_path: Path) -> None:
    new = tmp_path / "nieuwe brief.txt"
    new.write_text(
        "Adviesraad Sociaal Domein Putten\n\nAan het college van burgemeester en wethouders van Putten\n\n"
        "Datum: 4 april 2024\nBetreft: zwembad\n\nGeacht college,\n\n"
        "Wij adviseren u het zwembad ook op zondagochtend open te stellen voor mensen met een rolstoel.\n\n"
        "Met vriendelijke groet,\n\nA. Voorbeeld, voorzitter\n"
    )
    page.goto("/nieuw")
    shot(page, "nieuw")
    page.get_by_label("Brieven kiezen").set_input_files(new)
    page.get_by_role("button", name="Voeg toe").click()
    page.get_by_role("heading", name=re.compile(r"\d+ brieven in het archief")).wait_for(timeout=120_000)
    shown = page.locator("main").inner_text()
    assert "1 nieuwe brief." in shown and "4 april 2024" in shown
    page.goto("/?q=zwembad+rolstoel")
    assert "nieuwe brief.txt" in page.locator("li.brief").first.inner_text()


def test_correct_and_undo(page: Any) -> None:
    letter(page, "wasservice", "gevraagd advies")
    page.locator(".lade").first.locator("summary", has_text="Klopt dit?").first.click()
    shot(page, "verbeteren")
    page.get_by_role("button", name="Klopt", exact=True).first.click()
    page.locator(".verbeteringen", has_text="bevestigd").wait_for()
    page.locator(".verbeteringen").get_by_role("button", name="Maak ongedaan").first.click()
    assert page.locator(".verbeteringen").count() == 0


def test_keyboard_only(page: Any) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "sla-over"
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("mantelzorg")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=mantelzorg"))
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.passage') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/brief/"))


def test_without_javascript(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto("/?q=wasservice")
    assert page.locator("li.brief").count() >= 1
    page.locator(".passage a").first.click()
    assert page.locator(".tekst .hier").first.is_visible()
    context.close()


def addresses(page: Any) -> dict[str, str]:
    """One address of every kind of page."""
    page.goto("/?q=wasservice")
    hit = page.locator(".passage a").first.get_attribute("href").partition("#")[0]
    more = page.get_by_role("link", name="Meer zoals dit").first.get_attribute("href")
    page.goto("/raden")
    council = page.locator("tbody a").first.get_attribute("href")
    page.goto("/themas")
    theme = page.locator(".matrix tbody a").first.get_attribute("href")
    dossier = hit.partition("?")[0].replace("/brief/", "/dossier/")
    return {
        "begin": "/", "zoeken": "/?q=wasservice&jaar=2022", "niets": "/?q=xyzzyqwv", "alles": "/?alles=1", "brief": hit,
        "meer": more, "raden": "/raden", "raad": council, "themas": "/themas", "thema": theme, "dossier": dossier,
        "concept": "/concept", "nieuw": "/nieuw", "volledigheid": "/volledigheid", "uitleg": "/uitleg",
        "fout": "/brief/ffffffffffffffff",
    }  # fmt: skip


@pytest.mark.parametrize("width", [360, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_it(browser: Any, site: str, axe: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=site, bypass_csp=True
    )
    page = context.new_page()
    found = []
    for name, address in addresses(page).items():
        page.goto(address)
        for summary in page.locator("main details:not([open]) > summary").all()[:6]:
            if summary.is_visible():
                summary.click()
        page.evaluate(axe)
        tags = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}"
        result = page.evaluate(f"axe.run(document, {tags})")
        found += [(name, v["id"], v["nodes"][0]["html"][:120]) for v in result["violations"]]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append((name, "wider than the screen", str(wide)))
    context.close()
    assert found == []
