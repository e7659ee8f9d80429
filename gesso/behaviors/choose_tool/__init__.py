"""The behaviour `choose_tool`: see spec.md."""
