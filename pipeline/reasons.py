"""Why a file could not be read, as people read it; `reason` is the word that the summary counts by."""

from __future__ import annotations

FAILURES = {
    "afgebroken": "Het lezen is door het systeem gestopt.",
    "beschadigd": "Het bestand is beschadigd en niet te openen.",
    "geen_bestand": "Dit is geen gewoon bestand.",
    "geheugen": "Voor het lezen is meer geheugen nodig dan een bestand mag vragen.",
    "koppeling": "Dit is een snelkoppeling; die wordt niet gevolgd.",
    "leeg": "Er staat geen tekst in het bestand.",
    "libreoffice_ontbreekt": "Sla dit oude Word- of rtf-bestand op als docx of pdf, of laat LibreOffice installeren.",
    "naam": "De naam van het bestand is geen geldige tekst. Geef het een andere naam.",
    "ocr_ontbreekt": "Dit is een scan; daarvoor is tekstherkenning (Tesseract) nodig.",
    "onbekend_type": "Dit soort bestand is niet te lezen. Bewaar de brief als pdf of docx.",
    "onleesbaar": "Het bestand kan niet worden geopend. Mag u het lezen?",
    "programmafout": "adviesradar kon dit bestand niet verwerken. Meld dit aan wie het beheert.",
    "onveilig": "Het bestand lijkt onveilig en is niet geopend.",
    "te_diep": "Er zitten te veel bestanden in elkaar, zoals een zip in een zip.",
    "te_groot": "Het bestand is te groot of heeft te veel onderdelen.",
    "te_traag": "Het lezen duurde te lang en is gestopt.",
    "versleuteld": "Het bestand is met een wachtwoord beveiligd. Bewaar het zonder wachtwoord.",
}
"""Reason why a file was not read → what a secretary reads."""


def failure(reason: str) -> str:
    """Why a file could not be read."""
    return FAILURES.get(reason, "Het bestand kan niet worden gelezen.")
