"""Who is in a story, what is said of each, and where two passages do not agree."""
