"""The behaviour `open_canvas`: see spec.md."""
