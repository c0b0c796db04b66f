"""From printed lines to a letter: clean text, paragraphs, lists, headings, tables, letterhead.

`model` has the rows and pieces that every reader of a file format makes; `structure` decides what
each piece is and joins what was cut; `compose` makes the `Letter`. The other modules find reading
order on a page of a PDF or a scan.
"""

from pipeline.layout.compose import compose
from pipeline.layout.model import BOLD, ITALIC, QUOTED, UNDERLINE, Piece, Row, Sheet
from pipeline.layout.structure import structure

__all__ = ["BOLD", "ITALIC", "QUOTED", "UNDERLINE", "Piece", "Row", "Sheet", "compose", "structure"]
