"""Training rows: those that people wrote made ready for training, and more of them from a grammar or a teacher."""
