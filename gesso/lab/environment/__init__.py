"""Environments: a simulated user and an agent in a real room, scored by code."""
