"""Learning a function on texts from a few examples, by search over small programs. Pure; no model is asked."""
