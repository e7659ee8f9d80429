"""Comments on a text: which, how many, on which words."""
