"""Floor 1: rows and bytes; the only place that knows SQL."""
