"""Tasks: what a person asks for once and gesso does when it is due."""
