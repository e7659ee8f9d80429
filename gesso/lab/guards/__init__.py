"""What an adapter may not break: held-out text, instructions, sums, facts, ordinary chat. Measured, then judged."""
