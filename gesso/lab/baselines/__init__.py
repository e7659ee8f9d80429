"""What a trained adapter must beat: naive Bayes, nearest neighbour, and the model asked with prompts."""
