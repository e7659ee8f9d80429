"""Floor 5: what an agent can do, one file each."""
