"""The schema of the store, as the steps that lead to it. Steps that have been released never change."""

from __future__ import annotations

import zlib

import sqlite_utils
from sqlite_utils import Migrations
from sqlite_utils.db import Database

MIGRATIONS = Migrations("adviesradar")

_TABLES = """
CREATE TABLE letters (
    id TEXT PRIMARY KEY NOT NULL,     -- the fingerprint of the text when the letter came in; never changes
    fingerprint TEXT NOT NULL,        -- first 16 hex digits of the SHA-256 of the normalised text
    vocabulary TEXT NOT NULL DEFAULT '', -- the same of its set of words, without list markers
    title TEXT NOT NULL,              -- subject, else first heading, else file name
    document_type TEXT NOT NULL,
    document_type_confidence REAL NOT NULL,
    verdict TEXT,
    letter_date TEXT,
    year INTEGER,                     -- of letter_date, else of the latest date of receipt or request
    subject TEXT,
    our_reference TEXT,
    your_reference TEXT,
    council TEXT,                     -- the advisory body: sender of an advice, addressee of a request
    council_id TEXT,                  -- slug of municipality and council
    municipality TEXT,
    municipality_code TEXT,
    sender TEXT,
    sender_kind TEXT,
    addressee TEXT,
    addressee_kind TEXT,
    text TEXT NOT NULL,
    media_type TEXT NOT NULL,
    page_count INTEGER NOT NULL,
    word_count INTEGER NOT NULL,
    quality REAL NOT NULL,            -- lowest page quality, 0-1
    layout BLOB NOT NULL,             -- zlib-compressed JSON: blocks, lines, styles
    record BLOB NOT NULL,             -- what `adviesradar extract` prints, as zlib-compressed JSON
    versions TEXT NOT NULL,           -- JSON: version of every stage that worked on it
    added_at TEXT NOT NULL
);
CREATE INDEX letters_fingerprint ON letters(fingerprint);
CREATE INDEX letters_vocabulary ON letters(vocabulary);
CREATE INDEX letters_date ON letters(letter_date);
CREATE TABLE sources (
    sha256 TEXT NOT NULL,             -- of the file's bytes
    letter_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    parent_sha256 TEXT,               -- the e-mail or zip file that it came in
    added_at TEXT NOT NULL,
    PRIMARY KEY (sha256, path)
) WITHOUT ROWID;
CREATE INDEX sources_letter ON sources(letter_id);
CREATE INDEX sources_path ON sources(path);
CREATE TABLE containers (
    sha256 TEXT PRIMARY KEY,          -- a file that only holds other files, such as a zip
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    members INTEGER NOT NULL,
    added_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE pages (
    letter_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    width REAL NOT NULL,
    height REAL NOT NULL,
    source TEXT NOT NULL,             -- text or ocr
    quality REAL NOT NULL,
    furniture TEXT NOT NULL,          -- JSON list: headers, footers, page numbers, stamps
    PRIMARY KEY (letter_id, number)
) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY,
    letter_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,               -- heading, sentence, list_item, table_cell, footnote
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    page INTEGER NOT NULL,
    section TEXT,                     -- nearest heading
    text TEXT NOT NULL,
    text_hash BLOB NOT NULL,          -- 8 bytes of the SHA-256 of the text
    UNIQUE (letter_id, seq)
);
CREATE INDEX passages_hash ON passages(text_hash);
CREATE TABLE vectors (
    text_hash BLOB PRIMARY KEY,
    vector BLOB NOT NULL              -- int8, one byte a dimension: round(127 * value / scale)
        , scale REAL NOT NULL
);
CREATE TABLE questions (
    letter_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    number TEXT,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    page INTEGER NOT NULL,
    text TEXT NOT NULL,
    section TEXT,
    asked_by TEXT,
    answer TEXT,                      -- paragraphs joined by a blank line
    stance TEXT,
    confidence REAL NOT NULL,
    PRIMARY KEY (letter_id, id)
) WITHOUT ROWID;
CREATE TABLE answer_spans (
    letter_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    question_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    page INTEGER NOT NULL,
    PRIMARY KEY (letter_id, question_id, seq)
) WITHOUT ROWID;
CREATE TABLE council_questions (
    letter_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    page INTEGER NOT NULL,
    text TEXT NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (letter_id, start, end)
) WITHOUT ROWID;
CREATE TABLE advice (
    letter_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    page INTEGER NOT NULL,
    text TEXT NOT NULL,
    cue TEXT,
    strength TEXT NOT NULL,
    section TEXT,
    answers_question TEXT,
    addressee TEXT,
    deadline TEXT,
    confidence REAL NOT NULL,
    PRIMARY KEY (letter_id, id)
) WITHOUT ROWID;
CREATE TABLE dates (
    letter_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    page INTEGER NOT NULL,
    text TEXT NOT NULL,
    iso TEXT NOT NULL,
    precision TEXT NOT NULL,
    role TEXT NOT NULL,
    context TEXT NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (letter_id, start, end, role)
) WITHOUT ROWID;
CREATE TABLE parties (
    letter_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    roles TEXT NOT NULL,              -- JSON list
    function TEXT,
    municipality TEXT,
    municipality_code TEXT,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    page INTEGER NOT NULL,
    mentions TEXT NOT NULL,           -- JSON list of [start, end]
    confidence REAL NOT NULL,
    PRIMARY KEY (letter_id, seq)
) WITHOUT ROWID;
CREATE INDEX parties_name ON parties(name);
CREATE TABLE signatories (
    letter_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    role TEXT,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    page INTEGER NOT NULL,
    PRIMARY KEY (letter_id, seq)
) WITHOUT ROWID;
CREATE TABLE "references" (
    letter_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    page INTEGER NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,               -- brief, wet, rapport
    name TEXT,
    date TEXT,
    number TEXT,
    target_letter_id TEXT,            -- the letter in this store that is meant, when decided
    target_score REAL,
    target_reason TEXT,
    confidence REAL NOT NULL,
    PRIMARY KEY (letter_id, start, end)
) WITHOUT ROWID;
CREATE INDEX references_target ON "references"(target_letter_id);
CREATE TABLE responses (
    letter_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    page INTEGER NOT NULL,
    advice_restated TEXT NOT NULL,
    reaction TEXT NOT NULL,
    status TEXT NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (letter_id, start, end)
) WITHOUT ROWID;
CREATE TABLE concerns (
    id TEXT PRIMARY KEY,              -- permanent id of the theme register
    label TEXT NOT NULL,
    definition TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE concern_mentions (
    passage_id INTEGER NOT NULL REFERENCES passages(id) ON DELETE CASCADE,
    concern_id TEXT NOT NULL REFERENCES concerns(id),
    letter_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    score REAL NOT NULL,              -- calibrated probability
    polarity TEXT NOT NULL,           -- zorg, lof, neutraal
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    PRIMARY KEY (passage_id, concern_id)
) WITHOUT ROWID;
CREATE INDEX concern_mentions_letter ON concern_mentions(letter_id, concern_id);
CREATE INDEX concern_mentions_concern ON concern_mentions(concern_id);
CREATE TABLE links (
    passage_a INTEGER NOT NULL REFERENCES passages(id) ON DELETE CASCADE,
    passage_b INTEGER NOT NULL REFERENCES passages(id) ON DELETE CASCADE,
    concern_id TEXT NOT NULL REFERENCES concerns(id),
    score REAL NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (passage_a, passage_b)
) WITHOUT ROWID;
CREATE INDEX links_b ON links(passage_b);
CREATE TABLE candidates (
    id TEXT PRIMARY KEY,
    label TEXT NOT NULL,
    words TEXT NOT NULL,              -- JSON list of telling words
    central_passage_id INTEGER,
    passage_count INTEGER NOT NULL,
    council_count INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE candidate_passages (
    candidate_id TEXT NOT NULL REFERENCES candidates(id) ON DELETE CASCADE,
    passage_id INTEGER NOT NULL REFERENCES passages(id) ON DELETE CASCADE,
    PRIMARY KEY (candidate_id, passage_id)
) WITHOUT ROWID;
CREATE TABLE decisions (
    candidate_id TEXT PRIMARY KEY,
    decision TEXT NOT NULL,           -- aanvaard, samengevoegd, verworpen
    concern_id TEXT,
    decided_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE versions_of (
    letter_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    other_id TEXT NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    similarity REAL NOT NULL,
    PRIMARY KEY (letter_id, other_id)
) WITHOUT ROWID;
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    letter_id TEXT NOT NULL,
    fact TEXT NOT NULL,               -- advice, question, date, party, letterhead, …
    start INTEGER,
    end INTEGER,
    action TEXT NOT NULL,             -- bevestigd, gecorrigeerd, verworpen, toegevoegd
    value TEXT NOT NULL,              -- JSON object of the corrected fields
    made_at TEXT NOT NULL
);
CREATE INDEX corrections_letter ON corrections(letter_id);
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    command TEXT NOT NULL,
    versions TEXT NOT NULL,
    summary TEXT
) WITHOUT ROWID;
CREATE TABLE failures (
    path TEXT PRIMARY KEY,
    sha256 TEXT,
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    run_id TEXT NOT NULL,
    failed_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE settings (
    key TEXT PRIMARY KEY,             -- encoder, register, …
    value TEXT NOT NULL
) WITHOUT ROWID
"""

_VIEWS = {
    "advice_per_council_year_theme": """
        SELECT l.council, l.municipality, l.year, c.label AS theme,
               COUNT(DISTINCT a.letter_id || a.id) AS advice_points, COUNT(DISTINCT l.id) AS letters
        FROM advice a
        JOIN letters l ON l.id = a.letter_id
        JOIN concern_mentions m ON m.letter_id = a.letter_id AND m.start < a.end AND a.start < m.end
        JOIN concerns c ON c.id = m.concern_id
        GROUP BY l.council_id, l.year, c.id
        ORDER BY l.council, l.year, theme""",
    "questions_and_answers": """
        SELECT l.council, l.letter_date, l.title, q.number, q.text AS question, q.answer, q.stance,
               q.page, q.letter_id
        FROM questions q JOIN letters l ON l.id = q.letter_id
        ORDER BY l.letter_date, q.letter_id, q.start""",
    "recurring_concerns": """
        SELECT c.id, c.label, COUNT(DISTINCT l.council_id) AS councils, COUNT(DISTINCT l.id) AS letters,
               COUNT(*) AS passages, MIN(l.year) AS first_year, MAX(l.year) AS last_year
        FROM concern_mentions m
        JOIN letters l ON l.id = m.letter_id
        JOIN concerns c ON c.id = m.concern_id
        GROUP BY c.id
        ORDER BY councils DESC, letters DESC, c.label""",
    "letters_overview": """
        SELECT l.id, l.council, l.municipality, l.letter_date, l.document_type, l.title, l.our_reference,
               (SELECT COUNT(*) FROM questions q WHERE q.letter_id = l.id) AS questions,
               (SELECT COUNT(*) FROM advice a WHERE a.letter_id = l.id) AS advice_points,
               l.page_count, l.quality,
               (SELECT MIN(path) FROM sources s WHERE s.letter_id = l.id) AS path
        FROM letters l ORDER BY l.letter_date""",
}


@MIGRATIONS()
def create_tables(db: Database) -> None:
    for statement in _TABLES.split(";\n"):
        db.execute(statement)
    for name, query in _VIEWS.items():
        db.create_view(name, query)


_SEARCH_TABLES = (
    """CREATE VIRTUAL TABLE passages_fts USING fts5(
        text, content='passages', content_rowid='id', columnsize=0,
        tokenize="unicode61 remove_diacritics 2")""",
    "CREATE TABLE search_terms (id INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE)",
    """CREATE TABLE search_letters (
        letter_id TEXT PRIMARY KEY NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
        postings BLOB NOT NULL,           -- place of the passage, term, count: see `pack_postings` in the search index
        profiles BLOB                     -- zlib: one byte a theme (in order of id) for each passage: 255 x probability
    )""",
)


_LINK_TABLES = (
    """CREATE TABLE link_bars (
        passage_id INTEGER PRIMARY KEY REFERENCES passages(id) ON DELETE CASCADE,
        bar REAL NOT NULL                 -- score from which on this passage takes another neighbour
    )""",
    """CREATE TABLE mention_changes (
        letter_id TEXT PRIMARY KEY,       -- a letter whose mentions changed
        number INTEGER NOT NULL UNIQUE,   -- order of the changes
        stamp INTEGER NOT NULL            -- tells one change from another with the same number
    ) WITHOUT ROWID""",
    """CREATE TRIGGER mentions_inserted AFTER INSERT ON concern_mentions BEGIN
        INSERT OR REPLACE INTO mention_changes
        SELECT NEW.letter_id, 1 + COALESCE(MAX(number), 0), random() FROM mention_changes;
    END""",
    """CREATE TRIGGER mentions_updated AFTER UPDATE ON concern_mentions BEGIN
        INSERT OR REPLACE INTO mention_changes
        SELECT NEW.letter_id, 1 + COALESCE(MAX(number), 0), random() FROM mention_changes;
    END""",
    """CREATE TRIGGER mentions_deleted AFTER DELETE ON concern_mentions BEGIN
        INSERT OR REPLACE INTO mention_changes
        SELECT OLD.letter_id, 1 + COALESCE(MAX(number), 0), random() FROM mention_changes;
    END""",
    """CREATE TRIGGER council_changed AFTER UPDATE OF council_id ON letters BEGIN
        INSERT OR REPLACE INTO mention_changes
        SELECT NEW.id, 1 + COALESCE(MAX(number), 0), random() FROM mention_changes;
    END""",
    """CREATE TRIGGER letter_forgotten AFTER DELETE ON letters BEGIN
        DELETE FROM mention_changes;      -- whoever followed the changes starts anew
        INSERT INTO mention_changes VALUES ('', 1, random());
    END""",
    """CREATE TRIGGER encoder_changed AFTER INSERT ON settings WHEN NEW.key = 'encoder' BEGIN
        DELETE FROM mention_changes;
        INSERT INTO mention_changes VALUES ('', 1, random());
        DELETE FROM link_bars;
    END""",
    """CREATE TRIGGER passage_deleted BEFORE DELETE ON passages BEGIN
        DELETE FROM link_bars WHERE passage_id IN (
            SELECT passage_a FROM links WHERE passage_b = OLD.id
            UNION ALL SELECT passage_b FROM links WHERE passage_a = OLD.id);
    END""",
    """CREATE TABLE signatures (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        letter_id TEXT NOT NULL UNIQUE REFERENCES letters(id) ON DELETE CASCADE,
        signature BLOB NOT NULL           -- MinHash of the words: 128 x uint16
    )""",
    "CREATE INDEX versions_other ON versions_of(other_id)",
    "CREATE INDEX candidate_passages_passage ON candidate_passages(passage_id)",
    "CREATE INDEX references_number ON \"references\"(replace(lower(number), ' ', '')) WHERE kind = 'brief'",
    "CREATE INDEX references_date ON \"references\"(date) WHERE kind = 'brief'",
    "CREATE INDEX letters_reference ON letters(replace(lower(our_reference), ' ', ''))",
)


@MIGRATIONS()
def create_link_index(db: Database) -> None:
    for statement in _LINK_TABLES:
        db.execute(statement)


@MIGRATIONS()
def create_search_index(db: Database) -> None:
    for statement in _SEARCH_TABLES:
        db.execute(statement)


_NEIGHBOUR_TABLES = (
    *(
        f"DROP TRIGGER {name}"
        for name in (
            "mentions_inserted", "mentions_updated", "mentions_deleted", "council_changed", "letter_forgotten",
            "encoder_changed", "passage_deleted",
        )
    ),
    *(f"DROP TABLE {name}" for name in ("link_bars", "mention_changes", "links")),
    "DROP INDEX parties_name",
    "DELETE FROM signatures",  # longer ones; they are made anew when the next letter comes
    """CREATE TABLE neighbours (
        passage_id INTEGER NOT NULL REFERENCES passages(id) ON DELETE CASCADE,
        other_id INTEGER NOT NULL REFERENCES passages(id) ON DELETE CASCADE,
        concern_id TEXT NOT NULL REFERENCES concerns(id),
        score REAL NOT NULL,              -- 0-1
        wording REAL NOT NULL,            -- cosine of the centred vectors
        PRIMARY KEY (passage_id, other_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX neighbours_other ON neighbours(other_id)",
    """CREATE VIEW links AS
        SELECT n.passage_a, n.passage_b, n.concern_id, n.score,
               printf('%s (%.2f en %.2f), gelijkenis van woorden %.2f', c.label,
                      MAX(a.score, b.score), MIN(a.score, b.score), n.wording) AS reason
        FROM (SELECT passage_id AS passage_a, other_id AS passage_b, concern_id, score, wording FROM neighbours
              WHERE passage_id < other_id
              UNION SELECT other_id, passage_id, concern_id, score, wording FROM neighbours
              WHERE passage_id > other_id) n
        JOIN concerns c ON c.id = n.concern_id
        JOIN concern_mentions a ON a.passage_id = n.passage_a AND a.concern_id = n.concern_id
        JOIN concern_mentions b ON b.passage_id = n.passage_b AND b.concern_id = n.concern_id""",
)  # fmt: skip


@MIGRATIONS()
def keep_neighbours_and_short_postings(db: Database) -> None:
    from pipeline.concerns.links import relink
    from pipeline.search.index import pack_postings, rows_of

    for statement in _NEIGHBOUR_TABLES:
        db.execute(statement)
    if db.execute("SELECT 1 FROM concern_mentions").fetchone():
        relink(db)
    for letter_id, blob in db.execute("SELECT letter_id, postings FROM search_letters").fetchall():
        packed = pack_postings(rows_of(zlib.decompress(blob)))
        db.execute("UPDATE search_letters SET postings = ? WHERE letter_id = ?", [packed, letter_id])


_LEANER = (
    "DROP TABLE IF EXISTS vectors_next",  # half-way to another encoder: that starts anew
    "DELETE FROM settings WHERE key = 'encoder_next'",
    """CREATE TABLE unit_vectors (
        text_hash BLOB PRIMARY KEY,
        vector BLOB NOT NULL              -- int8, one byte a dimension: a unit vector, its largest made 127
    )""",
    "INSERT INTO unit_vectors SELECT text_hash, vector FROM vectors ORDER BY rowid",
    "DROP TABLE vectors",
    "ALTER TABLE unit_vectors RENAME TO vectors",
    "ALTER TABLE passages RENAME TO passage_spans",
    "ALTER TABLE passage_spans DROP COLUMN text",
    """CREATE VIEW passages AS
        SELECT p.id, p.letter_id, p.seq, p.kind, p.start, p.end, p.page, p.section,
               (SELECT substr(l.text, p.start + 1, p.end - p.start) FROM letters l WHERE l.id = p.letter_id) AS text,
               p.text_hash
        FROM passage_spans p""",
)


@MIGRATIONS()
def keep_texts_once_and_no_scales(db: Database) -> None:
    for statement in _LEANER:
        db.execute(statement)


@MIGRATIONS()
def keep_words_apart(db: Database) -> None:
    from pipeline.search.index import restem

    restem(db)


def apply(db: sqlite_utils.Database) -> None:
    """Bring the store to the present schema."""
    MIGRATIONS.apply(db)
