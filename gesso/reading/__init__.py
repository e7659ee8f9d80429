"""Files that people attach: what kind they are, their words, and finding passages in them."""
