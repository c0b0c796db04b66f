"""The classifier of letterhead lines: see `training.letterhead.train`."""
