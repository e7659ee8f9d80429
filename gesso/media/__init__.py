"""A document in other forms: cards to learn, sentences to hear."""
