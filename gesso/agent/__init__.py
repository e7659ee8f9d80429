"""Floor 4: how an agent takes a turn in a room."""
