"""Text recognition of page images with Tesseract, when that is installed."""

from __future__ import annotations

import os
import shutil
from functools import cache
from typing import Any

import numpy as np

from pipeline.errors import UnreadableFile
from pipeline.layout.glyphs import Segment
from pipeline.limits import Limits

_SURE = 60.0
_HOW = (
    "install Tesseract with Dutch (sudo apt install tesseract-ocr tesseract-ocr-nld, or: brew install tesseract "
    "tesseract-lang) and: pip install 'adviesradar[ocr]'"
)
_STEPS = np.arange(-5.0, 5.01, 0.25)


@cache
def missing() -> str:
    """What is lacking for text recognition, as a sentence's end; "" when nothing is."""
    try:
        import PIL.Image  # noqa: F401
        import pytesseract
    except ImportError:
        return _HOW
    if shutil.which("tesseract") is None:
        return _HOW
    try:
        languages = pytesseract.get_languages(config="")
    except Exception:
        return _HOW
    return "" if "nld" in languages else f"Tesseract lacks Dutch; {_HOW}"


def require(name: str) -> None:
    """UnreadableFile("ocr_ontbreekt") that says how to install it, when text recognition is not there."""
    lacking = missing()
    if lacking:
        raise UnreadableFile("ocr_ontbreekt", f"{name}: is a scan, and text recognition is not installed; {lacking}.")


def recognise(image: Any, dpi: float, limits: Limits) -> tuple[list[Segment], float, float, float]:
    """Words of a page image: segments, quality 0-1, width and height in points.

    `image` is a PIL image. A page that stands on its side or head is turned, a skewed one is set
    straight. Quality is the share of characters in words that Tesseract is sure of.
    """
    gray = image.convert("L")
    gray = _straightened(gray)
    found, quality = _words(gray, dpi, limits)
    if found and (quality < 0.5 or len(found) < 5):
        for angle in (90, 270, 180):
            turned = gray.rotate(angle, expand=True, fillcolor=255)
            other, other_quality = _words(turned, dpi, limits)
            if other_quality * len(other) > 1.3 * quality * len(found):
                found, quality, gray = other, other_quality, turned
    return found, quality, gray.width * 72 / dpi, gray.height * 72 / dpi


def _straightened(gray: Any) -> Any:
    """The image turned back by its skew, which is where its rows of ink are sharpest."""
    factor = max(1, max(gray.width, gray.height) // 1000)
    small = gray.resize((max(1, gray.width // factor), max(1, gray.height // factor)))
    if small.width < 50 or small.height < 50:
        return gray
    ink = small.point(lambda value: 255 if value < 140 else 0)

    def sharpness(angle: float) -> float:
        rows = np.asarray(ink.rotate(angle, fillcolor=0), dtype=np.float32).sum(axis=1)
        return float(np.square(np.diff(rows)).sum())

    best = max(_STEPS, key=lambda angle: sharpness(float(angle)))
    if abs(best) < 0.3 or sharpness(float(best)) < 1.1 * sharpness(0.0):
        return gray
    from PIL import Image

    return gray.rotate(float(best), resample=Image.Resampling.BICUBIC, fillcolor=255)


def _words(gray: Any, dpi: float, limits: Limits) -> tuple[list[Segment], float]:
    import pytesseract

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        data = pytesseract.image_to_data(
            gray,
            lang="nld",
            config=f"--psm 3 --dpi {max(70, round(dpi))}",
            output_type=pytesseract.Output.DICT,
            timeout=min(limits.ocr_page_seconds, limits.seconds / 3),
        )
    except RuntimeError:  # how pytesseract says that the time was up
        return [], 0.0
    except pytesseract.TesseractError as error:
        raise UnreadableFile("beschadigd", f"Text recognition failed ({' '.join(str(error).split())[:80]}).") from None
    return _lines(data, 72 / dpi)


def _lines(data: dict[str, list[Any]], scale: float) -> tuple[list[Segment], float]:
    """Segments (words of a line with no wide gap between them) and the share of sure characters."""
    lines: dict[tuple[int, int, int], list[int]] = {}
    sure = total = 0
    for at, text in enumerate(data["text"]):
        word, confidence = str(text).strip(), float(data["conf"][at])
        if not word or confidence < 0:
            continue
        total += len(word)
        sure += len(word) if confidence >= _SURE else 0
        if confidence < 12 and not any(char.isalnum() for char in word):
            continue
        lines.setdefault((data["block_num"][at], data["par_num"][at], data["line_num"][at]), []).append(at)
    segments: list[Segment] = []
    for members in lines.values():
        segments.extend(_segments(members, data, scale))
    return segments, sure / total if total else 0.0


def _segments(members: list[int], data: dict[str, list[Any]], scale: float) -> list[Segment]:
    """One recognised line as segments; its type size is told by the height of its words."""
    members.sort(key=lambda at: int(data["left"][at]))
    tops = [int(data["top"][at]) for at in members]
    bottoms = [int(data["top"][at]) + int(data["height"][at]) for at in members]
    height = float(np.percentile(bottoms, 75) - np.percentile(tops, 25))
    size = max(4.0, round(height * scale * 2) / 2)
    base = float(np.median(bottoms)) * scale
    found: list[list[int]] = []
    for at in members:
        left = int(data["left"][at])
        if found and left - _right(data, found[-1][-1]) < 2.2 * height:
            found[-1].append(at)
        else:
            found.append([at])
    return [
        Segment(
            [(" ".join(str(data["text"][at]).strip() for at in group), 0)],
            int(data["left"][group[0]]) * scale,
            min(tops) * scale,
            _right(data, group[-1]) * scale,
            max(bottoms) * scale,
            base,
            size,
            float(np.mean([float(data["conf"][at]) for at in group])) / 100,
        )
        for group in found
    ]


def _right(data: dict[str, list[Any]], at: int) -> int:
    return int(data["left"][at]) + int(data["width"][at])
