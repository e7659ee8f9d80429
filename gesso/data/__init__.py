"""Floor 3: files of data behind a canvas: read, described, asked in SQL, drawn, and told of in words."""
