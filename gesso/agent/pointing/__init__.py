"""Which passage a message means, by a small learned score for each passage that could be meant. No model."""
