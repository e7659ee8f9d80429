"""The behaviour `widget_or_app`: see spec.md."""
