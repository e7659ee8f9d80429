"""The behaviour `ask_first`: see spec.md."""
