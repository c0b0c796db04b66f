"""Makes the weights of the sentence encoder."""
