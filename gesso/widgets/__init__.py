"""Between floors 0 and 1: small live parts in an answer or a document, their words, what is done in them."""
