"""The classifier of questions put to the council: see `training.questions.train`."""
