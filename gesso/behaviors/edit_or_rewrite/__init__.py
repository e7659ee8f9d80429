"""The behaviour `edit_or_rewrite`: see spec.md."""
