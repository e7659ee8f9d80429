"""Floor 2: participants, canvases and one event log."""
