"""Who reads a text, and where each of them would stop."""
