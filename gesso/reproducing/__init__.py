"""Reproducing a paper: the figures it states, what came out, and which are the same. Pure; by code alone."""
