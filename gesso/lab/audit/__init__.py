"""The gate that rows pass before anything is trained on them: what they repeat, leak, leave out or tell of people."""
