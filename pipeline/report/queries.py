"""The questions that the report answers, each as the SQL that anyone can run on the store."""

from __future__ import annotations

from pipeline.sources import SHOWN_PATH

COUNTS = """
SELECT (SELECT COUNT(*) FROM letters) AS brieven,
       (SELECT COUNT(DISTINCT council_id) FROM letters WHERE council_id IS NOT NULL) AS raden,
       (SELECT MIN(year) FROM letters) AS eerste_jaar,
       (SELECT MAX(year) FROM letters) AS laatste_jaar,
       (SELECT COUNT(*) FROM questions) AS vragen,
       (SELECT COUNT(*) FROM advice) AS adviezen,
       (SELECT COUNT(*) FROM concern_mentions) AS zorgen"""

CONCERNS_BY_COUNCIL = """
SELECT c.label AS thema, COALESCE(l.council_id, '') AS raad_id,
       COUNT(DISTINCT l.id) AS brieven, COUNT(*) AS passages,
       MIN(l.year) AS eerste_jaar, MAX(l.year) AS laatste_jaar
FROM concern_mentions m
JOIN letters l ON l.id = m.letter_id
JOIN concerns c ON c.id = m.concern_id
WHERE l.council_id IS NOT NULL
GROUP BY c.id, l.council_id"""

COUNCILS = """
SELECT council_id AS raad_id, MIN(council) AS raad, MIN(municipality) AS gemeente,
       COUNT(*) AS brieven, MIN(year) AS eerste_jaar, MAX(year) AS laatste_jaar
FROM letters WHERE council_id IS NOT NULL
GROUP BY council_id ORDER BY gemeente, raad"""

CONCERNS_BY_YEAR = """
SELECT c.label AS thema, l.year AS jaar, COUNT(DISTINCT l.id) AS brieven, COUNT(*) AS passages,
       COUNT(DISTINCT l.council_id) AS raden
FROM concern_mentions m
JOIN letters l ON l.id = m.letter_id
JOIN concerns c ON c.id = m.concern_id
WHERE l.year IS NOT NULL
GROUP BY c.id, l.year"""

LETTERS_BY_YEAR = """
SELECT year AS jaar, document_type AS soort, COUNT(*) AS brieven
FROM letters WHERE year IS NOT NULL GROUP BY year, document_type"""

ADVICE_BY_THEME = """
SELECT c.label AS thema, a.strength AS zwaarte, COUNT(DISTINCT a.letter_id || ' ' || a.id) AS adviezen
FROM advice a
JOIN concern_mentions m ON m.letter_id = a.letter_id AND m.start < a.end AND a.start < m.end
JOIN concerns c ON c.id = m.concern_id
GROUP BY c.id, a.strength"""

UPTAKE = """
SELECT l.council AS raad, l.municipality AS gemeente, l.year AS jaar, r.status, COUNT(*) AS adviezen
FROM responses r JOIN letters l ON l.id = r.letter_id
GROUP BY l.council_id, l.year, r.status ORDER BY gemeente, jaar, r.status"""

SHARED_CONCERNS = """
SELECT la.council_id AS raad_a, lb.council_id AS raad_b, COUNT(*) AS verbanden,
       GROUP_CONCAT(DISTINCT c.label) AS themas
FROM links k
JOIN concerns c ON c.id = k.concern_id
JOIN passages a ON a.id = k.passage_a JOIN letters la ON la.id = a.letter_id
JOIN passages b ON b.id = k.passage_b JOIN letters lb ON lb.id = b.letter_id
WHERE la.council_id IS NOT NULL AND lb.council_id IS NOT NULL AND la.council_id <> lb.council_id
GROUP BY MIN(la.council_id, lb.council_id), MAX(la.council_id, lb.council_id)"""

LINKS = """
SELECT c.label AS thema, k.score, la.council AS raad_a, la.year AS jaar_a, a.text AS tekst_a, a.page AS pagina_a,
       la.id AS brief_a, la.media_type AS bestandssoort_a, la.page_count AS paginas_a,
       lb.council AS raad_b, lb.year AS jaar_b, b.text AS tekst_b, b.page AS pagina_b,
       lb.id AS brief_b, lb.media_type AS bestandssoort_b, lb.page_count AS paginas_b
FROM links k
JOIN concerns c ON c.id = k.concern_id
JOIN passages a ON a.id = k.passage_a JOIN letters la ON la.id = a.letter_id
JOIN passages b ON b.id = k.passage_b JOIN letters lb ON lb.id = b.letter_id
WHERE la.council_id IS NOT NULL AND lb.council_id IS NOT NULL AND la.council_id <> lb.council_id
ORDER BY k.score DESC, a.text, b.text LIMIT 40"""

ADVICE = f"""
SELECT l.municipality AS gemeente, l.council AS raad, l.letter_date AS datum, l.year AS jaar, l.title AS brief,
       a.text AS advies, a.strength AS zwaarte, a.page AS pagina, l.id AS brief_id, l.sender AS afzender,
       l.media_type AS bestandssoort, l.page_count AS paginas,
       {SHOWN_PATH} AS bestand
FROM advice a JOIN letters l ON l.id = a.letter_id
ORDER BY l.municipality, l.letter_date, l.id, a.start"""

COMPLETENESS = """
SELECT l.council AS raad, l.municipality AS gemeente, l.year AS jaar, COUNT(*) AS brieven,
       SUM(l.page_count) AS paginas,
       SUM((SELECT COUNT(*) FROM pages p WHERE p.letter_id = l.id AND p.source = 'ocr')) AS paginas_ocr,
       ROUND(MIN(l.quality), 2) AS laagste_leeskwaliteit,
       SUM(l.letter_date IS NULL) AS zonder_datum, SUM(l.council_id IS NULL) AS zonder_raad,
       SUM((SELECT COUNT(*) FROM advice a WHERE a.letter_id = l.id AND a.confidence < 0.6)) AS onzekere_adviezen
FROM letters l GROUP BY l.council_id, l.year ORDER BY gemeente, jaar"""

FAILURES = "SELECT path AS bestand, reason AS reden, message AS melding FROM failures ORDER BY path"
