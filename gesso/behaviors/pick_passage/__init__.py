"""The behaviour `pick_passage`: see spec.md."""
