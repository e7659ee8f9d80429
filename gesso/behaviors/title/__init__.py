"""The behaviour `title`: see spec.md."""
