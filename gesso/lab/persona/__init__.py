"""Simulated users: what they want, how they say it, and what they do with what they get. Code, no model."""
