"""gesso: people and models make things together in the same document."""

__version__ = "0.1.0"
