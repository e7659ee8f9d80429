"""Floor 1: code that a model or a person wrote, run where it can reach nothing of this machine."""
