"""Lenses: what a text holds, found by rules, shown beside it, each datum tied to the words it was read from."""
