"""The behaviour `thought_summary`: see spec.md."""
