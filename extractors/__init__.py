"""A parsed letter in, typed facts out. Pure: no files but the packaged lexicons, no SQL, no network."""
