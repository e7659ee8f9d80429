"""Scenes, who and where they are with, what time passes between them, and what the story has promised."""
