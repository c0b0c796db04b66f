"""The classifier of date roles: see `training.dates.train`."""
