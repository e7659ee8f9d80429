"""From what people did with answers to rows that train: with consent only, scrubbed, and forgettable."""
