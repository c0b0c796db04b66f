"""The pages without a browser: they answer, escape what letters say, and refuse what they must."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archive import SAMPLES, HashEncoder, Part, Sample, add, make
from click.testing import CliRunner
from sqlite_utils import Database

from pipeline.cli import group
from pipeline.cli.serve import is_loopback, make_datasette
from pipeline.web import dutch
from pipeline.web.ask import Reply
from pipeline.web.charts import bars, grid
from pipeline.web.segments import Note, parts

KAMPEN, VENLO = SAMPLES[0].id, SAMPLES[1].id
PAGES = (
    "/", "/?q=kwetsbare+groep", "/?q=&alles=1", "/?q=bus&gemeente=Venlo", "/raden", "/raad/kampen-wmo-raad", "/themas",
    "/thema/tijdsdruk", "/thema/tijdsdruk?jaar=2019", f"/brief/{KAMPEN}", f"/brief/{KAMPEN}?van=0&tot=14",
    f"/brief/{KAMPEN}?q=kwetsbare", f"/dossier/{KAMPEN}", "/concept", "/nieuw", "/volledigheid", "/uitleg", "/meer/3",
)  # fmt: skip

Client = Callable[..., Any]


class StandIn(HashEncoder):
    """The encoder for pages under test, so that they need no weights."""


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("pipeline.encode.load", lambda *_, **__: StandIn())
    make(tmp_path / "archief.db").close()
    return tmp_path / "archief.db"


@pytest.fixture
def client(archive: Path) -> Client:
    return asker(archive)


def asker(archive: Path, **settings: Any) -> Client:
    datasette = make_datasette(archive, **settings)

    def ask(path: str, method: str = "get", **more: Any) -> Any:
        return asyncio.run(getattr(datasette.client, method)(path, **more))

    return ask


@pytest.mark.parametrize("path", PAGES)
def test_pages_answer(client: Client, path: str) -> None:
    reply = client(path)
    assert reply.status_code == 200
    assert '<html lang="nl">' in reply.text and reply.text.count("<h1") == 1
    assert "<script>" not in reply.text and " style=" not in reply.text and " onclick" not in reply.text
    policy = reply.headers["content-security-policy"]
    assert "script-src 'self';" in policy and "unsafe" not in policy


@pytest.mark.parametrize(
    "path", ["/brief/ffffffffffffffff", "/raad/nergens", "/thema/onzin", "/meer/99999", "/dossier/ffffffffffffffff"]
)
def test_what_is_not_there_is_told(client: Client, path: str) -> None:
    reply = client(path)
    assert reply.status_code == 404 and "staat niet in dit archief" in reply.text


@pytest.mark.parametrize("path", ["/nergens", "/brief/geen-id", "/brief"])
def test_an_address_that_does_not_exist_is_told_in_dutch(client: Client, path: str) -> None:
    reply = client(path)
    assert reply.status_code == 404 and '<html lang="nl">' in reply.text and "bestaat niet" in reply.text


def test_letters_are_never_markup(client: Client) -> None:
    for path in (f"/brief/{VENLO}", "/?q=script", "/?q=%22%3Cscript%3E", "/?q=<img+src=x>&gemeente=<b>", "/meer/10"):
        reply = client(path)
        assert reply.status_code == 200
        assert "<script>alert" not in reply.text and "<img src=x" not in reply.text and "<b>" not in reply.text
    assert "&lt;script&gt;" in client(f"/brief/{VENLO}").text


def test_search_page_shows_why_and_where(client: Client) -> None:
    text = client("/?q=kwetsbare+groepen").text
    assert '<mark class="woord">kwetsbare</mark>' in text
    assert "Wmo-raad (Kampen)" in text and "14 mei 2019" in text and "gevonden op" in text
    assert "(Wmo-raad (Kampen), 14 mei 2019, kenmerk KA-2019-07)" in text  # the citation


def test_search_page_says_that_letters_are_merely_near(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.search.find.SURE_MEANING", 1.1)
    monkeypatch.setattr("pipeline.search.find.SOME_MEANING", 0.0)
    text = client("/?q=fietspad").text
    assert "Geen brief noemt “fietspad”" in text and "Dit lijkt er nog het meest op:" in text
    monkeypatch.setattr("pipeline.search.find.SOME_MEANING", 1.0)
    assert "Niets gevonden" in client("/?q=fietspad").text


def test_link_of_a_hit_leads_to_the_passage(client: Client) -> None:
    address = re.search(r'href="(/brief/[^"#]+)#hier"', client("/?q=halte").text)
    assert address
    page = client(address.group(1).replace("&amp;", "&")).text
    assert ('id="hier"' in page and "Deze passage" in page) or "Gevonden plaats" in page


def test_a_letter_shows_as_many_places_as_the_results_count(archive: Path) -> None:
    lines = [f"De halte bij de {place} is voor bewoners te ver lopen." for place in ("kerk", "markt", "school", "brug")]
    more = (
        Part("Vervoer", "heading"),
        *(Part(line, fact="advies") for line in lines),
        *(Part(f"{x} Dat kan anders.") for x in lines),
    )
    db = Database(archive)
    add(db, Sample("d" * 16, "Seniorenraad", "Ommen", "2022-03-01", "Haltes & bewoners", more))
    db.conn.commit()
    db.close()
    ask = asker(archive)
    for query in ("q=halte+bewoners", "q=halte+bewoners&soort=advies", "q=halte&jaar=2022&jaar=2021"):
        found = ask(f"/?{query}").text
        letter = found[found.index(f"/brief/{'d' * 16}?") :].split('</li>\n  <li class="brief"')[0]
        link = re.search(r'href="([^"]+)">nog (\d+) plaats', letter)
        assert link, query
        page = ask(link[1].replace("&amp;", "&")).text
        assert f"van {3 + int(link[2])}</h2>" in page
        assert f'href="/?{query.replace("&", "&amp;")}">Terug naar' in page


def test_a_page_of_results_that_is_not_there_leads_to_the_first(client: Client) -> None:
    reply = client("/?q=kwetsbare+groep&pagina=40")
    assert reply.status_code == 303 and reply.headers["location"] == "/?q=kwetsbare+groep"
    assert client("/?q=kwetsbare+groep&pagina=1").status_code == 200


def test_a_form_that_came_through_in_pieces_is_told_in_dutch(client: Client) -> None:
    broken = {"content": b"kapot", "headers": {"content-type": "multipart/form-data; boundary=x"}}
    reply = client("/concept", "post", **broken)
    assert reply.status_code == 400 and "Het versturen is niet goed gegaan" in reply.text


def test_csv_is_safe_and_complete(client: Client) -> None:
    reply = client("/zoeken.csv?q=kwetsbare+groep")
    assert reply.headers["content-type"].startswith("text/csv")
    lines = reply.text.lstrip("\ufeff").splitlines()
    assert lines[0].startswith("raad;gemeente;datum") and len(lines) >= 3
    from pipeline.web.pages.search import as_csv

    assert "'=1+1" in str(as_csv([{"a": "=1+1"}], "x.csv").body)


def test_datasette_lives_under_data(client: Client) -> None:
    assert client("/data/letters.json?_shape=array").json()[0]["municipality"] in {"Kampen", "Venlo", "Gouda"}
    assert client("/data.db").status_code in (403, 404)


def test_reading_only_unless_edit(client: Client) -> None:
    assert "alleen te lezen" in client("/nieuw").text
    assert "Klopt dit?" not in client(f"/brief/{KAMPEN}").text


def test_forms_need_the_token_of_their_page(archive: Path) -> None:
    ask = asker(archive, edit=True)
    form = {"fact": "letterhead", "action": "gecorrigeerd", "subject": "Anders"}
    assert ask(f"/brief/{KAMPEN}/verbeter", "post", data=form).status_code == 400  # no cookie, no token
    page = ask(f"/brief/{KAMPEN}")
    cookies = {"ds_csrftoken": page.cookies["ds_csrftoken"]}
    assert ask(f"/brief/{KAMPEN}/verbeter", "post", data=form, cookies=cookies).status_code == 403
    evil = {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    good = {**form, "csrftoken": cookies["ds_csrftoken"]}
    assert ask(f"/brief/{KAMPEN}/verbeter", "post", data=good, cookies=cookies, headers=evil).status_code == 403
    assert ask(f"/brief/{KAMPEN}/verbeter", "post", data=good, cookies=cookies).status_code == 303
    assert "<h1>Advies beleidsplan" not in ask("/?q=loket").text
    assert "Anders" in ask(f"/brief/{KAMPEN}").text


def post(ask: Client, letter: str, **form: str) -> Any:
    page = ask(f"/brief/{letter}")
    token = page.cookies["ds_csrftoken"]
    return ask(f"/brief/{letter}/verbeter", "post", data={**form, "csrftoken": token}, cookies={"ds_csrftoken": token})


def test_correcting_a_fact(archive: Path) -> None:
    ask = asker(archive, edit=True)
    text = "Mantelzorgondersteuning verdient een vast loket in elke wijk."
    whole = "\n\n".join(part.text for part in SAMPLES[0].parts)
    start = whole.index(text)
    place = {"fact": "advice", "start": str(start), "end": str(start + len(text))}
    assert post(ask, KAMPEN, **place, action="gecorrigeerd", strength="verzoek", text=text[:30]).status_code == 303
    page = ask(f"/brief/{KAMPEN}").text
    assert "gecorrigeerd" in page and "verzoek" in page
    wrong = post(ask, KAMPEN, **place, action="gecorrigeerd", text="Dit staat er niet in")
    assert wrong.status_code == 400 and "niet letterlijk in de brief" in wrong.text
    assert post(ask, KAMPEN, **place, action="gecorrigeerd", strength="gil").status_code == 400
    assert post(ask, KAMPEN, **place, action="verworpen").status_code == 303
    records = [json.loads(line) for line in ask("/verbeteringen.jsonl").text.splitlines()]
    assert len(records) == 1 and records[0]["advice"] == []
    added = post(ask, KAMPEN, fact="advice", action="toegevoegd", text="Let daarbij op  kwetsbare groepen")
    assert added.status_code == 303
    assert "toegevoegd" in ask(f"/brief/{KAMPEN}").text


def test_a_sentence_of_a_point_is_shown_as_part_of_it(archive: Path) -> None:
    db = Database(archive)
    whole = "\n\n".join(part.text for part in SAMPLES[1].parts)
    text = "Wij bevelen aan de oude halte te herstellen."
    start = whole.index(text)
    point = {"letter_id": VENLO, "page": 1, "confidence": 0.9, "strength": "advies", "start": start}
    db["advice"].insert({**point, "id": "a90", "end": start + 11, "text": text[:11]}, alter=True)
    db.conn.commit()
    db.close()
    page = asker(archive)(f"/brief/{VENLO}").text
    points = page[page.index("<summary>Adviezen") :]
    assert points.index(f">{text}<") < points.index('<li class="deel">') < points.index(f">{text[:11]}<")
    assert page.count("uit het punt hierboven") == 1


def test_read_only_site_refuses_corrections(archive: Path) -> None:
    ask = asker(archive)
    cookies = {"ds_csrftoken": ask("/concept").cookies["ds_csrftoken"]}
    form = {"fact": "letterhead", "action": "bevestigd", "csrftoken": cookies["ds_csrftoken"]}
    reply = ask(f"/brief/{KAMPEN}/verbeter", "post", data=form, cookies=cookies)
    assert reply.status_code == 400 and "alleen te lezen" in reply.text


def test_a_letter_that_was_sent_before_is_told_to_be_there_already(archive: Path, tmp_path: Path) -> None:
    from pipeline.web.ask import Ask
    from pipeline.web.pages import upload
    from pipeline.web.site import Site

    site = Site(archive, edit=True)
    names = [("kampen-2019.txt", KAMPEN), ("venlo-2021.txt", VENLO)]
    for number, (known, told) in enumerate(
        [({KAMPEN, VENLO}, "Deze brieven stonden er al"), ({KAMPEN}, "1 brief stond er al"), ((), "")]
    ):
        upload._JOBS[str(number)] = upload.Job(
            str(number), [name for name, _ in names], finished=True, letters=names, known=frozenset(known)
        )
        body = str(upload.progress(site, Ask("/nieuw", {"job": str(number)})).body)
        assert told in body and body.count('<span class="label">stond er al</span>') == len(known)


def test_reactions_of_a_college_are_shown_and_counted(archive: Path) -> None:
    from pipeline.web.ask import Ask
    from pipeline.web.pages import upload
    from pipeline.web.site import Site

    db = Database(archive)
    letter = {"document_type": "reactie_college", "sender": "burgemeester en wethouders van Kampen"}
    db["letters"].update(KAMPEN, letter)
    point = {"advice_restated": "Maak één loket.", "reaction": "Dat doen wij <b>nu</b>.", "status": "deels_overgenomen"}
    db["responses"].insert({"letter_id": KAMPEN, "start": 3, "end": 9, "page": 1, "confidence": 0.9, **point})
    db.conn.commit()
    db.close()
    page = asker(archive)(f"/brief/{KAMPEN}").text
    assert 'Reacties op het advies <span class="tel">1</span>' in page
    assert "Maak één loket." in page and "Dat doen wij &lt;b&gt;nu&lt;/b&gt;." in page and "deels overgenomen" in page
    upload._JOBS["r"] = upload.Job("r", ["kampen-2019.txt"], finished=True, letters=[("kampen-2019.txt", KAMPEN)])
    body = str(upload.progress(Site(archive, edit=True), Ask("/nieuw", {"job": "r"})).body)
    assert "1 reactie op advies" in body
    assert "<dt>Afzender</dt><dd>burgemeester en wethouders van Kampen" in body and "<dt>Raad</dt>" not in body


def test_after_sending_letters_the_whole_archive_is_counted(archive: Path) -> None:
    from pipeline.web.ask import Ask
    from pipeline.web.pages import upload
    from pipeline.web.site import Site

    upload._JOBS["t"] = upload.Job("t", ["venlo-2021.txt"], finished=True, letters=[("venlo-2021.txt", VENLO)])
    body = str(upload.progress(Site(archive, edit=True), Ask("/nieuw", {"job": "t"})).body)
    assert "3 brieven in het archief" in body and "1 nieuwe brief." in body
    assert "<dt>Raad</dt><dd>Participatieraad (Venlo)" in body


def test_draft(archive: Path) -> None:
    ask = asker(archive)
    token = ask("/concept").cookies["ds_csrftoken"]
    form = {"csrftoken": token, "tekst": "Wij bevelen aan de oude halte te herstellen. Dank."}
    empty = {"bestand": ("", b"", "application/octet-stream")}
    reply = ask("/concept", "post", data=form, files=empty, cookies={"ds_csrftoken": token})
    assert reply.status_code == 200 and "Participatieraad (Venlo), 2 oktober 2021" in reply.text


def test_only_this_machine_without_a_password(archive: Path) -> None:
    assert asker(archive)("/", headers={"host": "evil.example"}).status_code == 403
    run = CliRunner().invoke(group, ["serve", str(archive), "--host", "0.0.0.0"])
    assert run.exit_code != 0 and "password" in str(run.exception)
    assert is_loopback("127.0.0.1") and is_loopback("::1") and not is_loopback("192.168.1.2")


def test_password(archive: Path) -> None:
    pytest.importorskip("datasette_auth_passwords", reason="the extra `password` is not installed")
    ask = asker(archive, password="geheim woord", loopback=False)
    assert ask("/").headers["location"] == "/-/login"
    assert ask("/data/letters.json").status_code == 403
    login = ask("/-/login")
    assert "Inloggen" in login.text
    token = login.cookies["ds_csrftoken"]
    form = {"username": "raad", "password": "geheim woord", "csrftoken": token}
    reply = ask("/-/login", "post", data=form, cookies={"ds_csrftoken": token})
    assert ask("/", cookies={"ds_actor": reply.cookies["ds_actor"]}).status_code == 200


def test_reading_the_index_has_no_time_limit(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.search import find
    from pipeline.web.site import Site

    site, read, seen = Site(archive), find.read_corpus, []
    monkeypatch.setattr(find, "read_corpus", lambda db: seen.append(db) or read(db))
    found = site.archive
    assert found.searcher.search(found.db, "kwetsbare groepen").total
    assert len(seen) == 1 and seen[0] is not found.db  # the pages' own connection stops after some seconds


def test_a_busy_port_is_one_line() -> None:
    from pipeline.cli.serve import listen
    from pipeline.errors import AdviesradarError

    with listen("127.0.0.1", 0) as bound:
        bound.listen()
        port = bound.getsockname()[1]
        with pytest.raises(AdviesradarError, match=f"port {port} is in use.*--port"):
            listen("127.0.0.1", port)
    with pytest.raises(AdviesradarError, match=r"leave --host out"):
        listen("192.0.2.1", 0)


def test_missing_store_is_one_line(tmp_path: Path) -> None:
    run = CliRunner().invoke(group, ["serve", str(tmp_path / "weg.db")])
    assert run.exit_code != 0 and "weg.db" in str(run.exception)


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2019-05-14", "14 mei 2019"),
        ("2019-05", "mei 2019"),
        ("2019", "2019"),
        ("2019-Q2", "2e kwartaal 2019"),
        (None, ""),
    ],
)
def test_dates_read_in_dutch(iso: str | None, shown: str) -> None:
    assert dutch.date(iso) == shown


def test_a_citation_names_the_writer_and_pages_where_there_are_any() -> None:
    letter = {"council": None, "sender": None, "municipality": "Ommen", "letter_date": "2020-03-01"}
    assert dutch.citation({**letter, "media_type": "text/plain", "page_count": 1}, "Zo  is het.", 1) == (
        "‘Zo is het.’ (gemeente Ommen, 1 maart 2020)"
    )
    sent = {**letter, "sender": "Gemeente Ommen", "media_type": "application/pdf", "page_count": 4}
    assert dutch.citation(sent, "Ja.", 3) == "‘Ja.’ (Gemeente Ommen, 1 maart 2020, p. 3)"


def test_themes_are_spelled_as_readers_know_them() -> None:
    assert [dutch.label(name) for name in ("financien", "continuiteit", "clientondersteuning", "armoede")] == [
        "financiën",
        "continuïteit",
        "cliëntondersteuning",
        "armoede",
    ]


def test_charts() -> None:
    drawn = bars({2018: 2, 2020: 4})
    assert [(bar.label, bar.value, bar.height) for bar in drawn.bars] == [
        ("2018", 2, 60),
        ("2019", 0, 0),
        ("2020", 4, 120),
    ]
    assert bars({}).bars == ()
    made = grid([("a", 2018, 1), ("a", 2020, 3), ("b", 2018, 9)])
    assert made.columns == (2018, 2019, 2020) and [row[0] for row in made.rows] == ["b", "a"]
    assert [cell.level for cell in made.rows[0][1]] == [4, 0, 0]


def test_text_on_the_page_is_the_text_of_the_letter() -> None:
    from letters import make_letter

    from extractors.letter import Span

    letter = make_letter("# Kop\n\nEen zin. Nog een zin.\n\n- punt een\n- punt twee")
    notes = [Note("advies", 5, 13), Note("datum", 9, 18), Note("vraag", 0, 40)]
    shown = parts(letter, notes, [Span(7, 9)], Span(5, 13))
    for part, block in zip(shown, letter.blocks, strict=True):
        assert "".join(piece.text for piece in part.pieces) == letter.quote(block.span)


def test_an_empty_cell_stays_empty_and_a_formula_is_defused() -> None:
    from pipeline.web.pages.search import as_csv

    body = as_csv([{"kenmerk": "", "onderwerp": "=1+1"}], "x.csv").body
    assert str(body).splitlines()[1] == ";'=1+1"


def test_every_reason_for_not_reading_has_a_dutch_sentence() -> None:
    from pathlib import Path

    from pipeline.web.dutch import FAILURES

    code = "".join(path.read_text(encoding="utf-8") for path in Path("pipeline").rglob("*.py"))
    reasons = set(re.findall(r'(?:UnreadableFile|Lost|_refused|Failure)\((?:[\w., ]+, )?\s*"(\w+)"', code))
    assert {"leeg", "geheugen", "koppeling", "programmafout"} <= reasons
    assert reasons <= set(FAILURES)


def test_a_draft_that_cannot_be_read_is_told_in_dutch(archive: Path) -> None:
    ask = asker(archive)
    token = ask("/concept").cookies["ds_csrftoken"]
    for name, content in (("concept.pdf", b"geen pdf"), ("concept.xyz", b"\0\1"), ("concept.txt", b"  ")):
        sent = {"bestand": (name, content, "application/octet-stream")}
        reply = ask("/concept", "post", data={"csrftoken": token}, files=sent, cookies={"ds_csrftoken": token})
        assert reply.status_code == 400 and "not read" not in reply.text and "file" not in reply.text
        assert any(told in reply.text for told in dutch.FAILURES.values())


def test_what_a_visitor_cannot_help_is_dutch_on_the_page_and_precise_where_the_server_runs(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = asker(archive)
    archive.rename(archive.with_suffix(".weg"))
    page = ask("/raden")
    assert page.status_code == 400 and "Het archief kan nu niet worden gebruikt" in page.text
    assert "no such store" not in page.text and "archief.db: no such store" in capsys.readouterr().err


def test_what_goes_wrong_inside_is_told_in_dutch(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.web.site.Site.page", lambda *_, **__: 1 / 0)
    monkeypatch.setattr("pipeline.web.site.Site.failed", lambda *given: Reply(f"<p>{given[2]}</p>", given[3]))
    page = client("/uitleg")
    assert page.status_code == 500 and "Er ging iets mis" in page.text


def test_an_address_that_does_not_exist_prints_no_traceback(client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    for path in ("/nergens", "/brief/ffff", "/data/nergens", "/data/letters/nergens", "/-/nergens"):
        assert client(path).status_code == 404
    printed = capfd.readouterr()
    assert "Traceback" not in printed.out + printed.err


def test_old_word_files_may_be_sent_where_they_can_be_read(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = asker(archive, edit=True)
    for program, offered in (("/usr/bin/soffice", True), (None, False)):
        monkeypatch.setattr("pipeline.web.pages.upload.soffice", lambda program=program: program)
        for path in ("/nieuw", "/concept"):
            accepted = re.search(r'accept="([^"]+)"', ask(path).text)
            assert accepted and (".doc" in accepted[1].split(",")) is offered and ".docx" in accepted[1].split(",")
        assert ("sla het eerst op als docx of pdf" in ask("/nieuw").text) is not offered


def test_an_empty_file_is_named_and_too_many_are_refused(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = asker(archive)
    token = ask("/concept").cookies["ds_csrftoken"]
    sent = {"data": {"csrftoken": token}, "cookies": {"ds_csrftoken": token}}
    empty = ("bestand", ("leeg.txt", b"", "text/plain"))
    assert "Er staat geen tekst in het bestand" in ask("/concept", "post", files=[empty], **sent).text
    monkeypatch.setattr("pipeline.web.ask.UPLOAD_FILES", 1)
    assert "hoogstens 1 per keer" in ask("/concept", "post", files=[empty, empty], **sent).text


def test_a_batch_that_fails_ends(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.errors import StoreError
    from pipeline.web.pages import upload
    from pipeline.web.site import Site

    told = {StoreError("the disk is full"): "Het archief kan nu niet", ValueError("x"): "Er ging iets mis"}
    for error, message in told.items():

        def fail(*_: object, error: Exception = error, **__: object) -> None:
            raise error

        monkeypatch.setattr("pipeline.run.ingest", fail)
        job = upload.Job("e", ["a.txt"])
        upload._work(Site(archive, edit=True), job, [])
        assert job.finished and job.error.startswith(message) and "disk" not in job.error


def test_a_letter_that_was_sent_twice_is_shown_once(archive: Path, tmp_path: Path) -> None:
    from pipeline.web.pages import upload
    from pipeline.web.site import Site

    digest = hashlib.sha256(b"brief").hexdigest()
    sent = [tmp_path / "brieven" / name for name in ("een.txt", "twee.txt")]
    db = Database(archive)
    for path in (*sent, tmp_path / "elders" / "drie.txt"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"brief")
        row = {"sha256": digest, "letter_id": KAMPEN, "path": str(path), "name": path.name, "size": 5}
        db["sources"].insert({**row, "media_type": "text/plain", "added_at": "2026-01-01"})
    db.conn.commit()
    db.close()
    assert upload._letters(Site(archive), sent) == [("een.txt, twee.txt", KAMPEN)]
