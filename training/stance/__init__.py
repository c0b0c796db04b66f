"""The classifiers of answers, of reactions and of questions: see `training.stance.train`."""
