"""Floor 1: what a model is, where models come from, and the one that is embedded."""
