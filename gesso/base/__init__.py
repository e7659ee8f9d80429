"""Floor 0: what every other floor may lean on, and nothing that leans on them."""
