"""Decisions: what a message asks for, before anything is written. One path for every model of the menu."""
