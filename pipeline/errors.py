"""The errors a user may meet. Each message is one line: what is wrong, and what to do about it."""

from __future__ import annotations


class AdviesradarError(Exception):
    """Base of all errors whose message is meant for a user. The command line prints it and stops."""


class UnreadableFile(AdviesradarError):
    """A file that cannot be read as a letter; recorded in `failures`, and the run goes on.

    `reason` is a short fixed word for counting (`leeg`, `beschadigd`, `versleuteld`, `te_groot`,
    `te_traag`, `onbekend_type`, `ocr_ontbreekt`, …); the message is a full sentence.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[type[UnreadableFile], tuple[str, str]]:
        return UnreadableFile, (self.reason, str(self))


class VisitorError(AdviesradarError):
    """What someone at the pages did that cannot be done; the message is Dutch, as the pages are."""


class MissingExtra(AdviesradarError):
    """Something optional is not installed; the message says how to get it."""


class StoreError(AdviesradarError):
    """The SQLite file cannot be used as a store (newer version, other encoder, damaged)."""
