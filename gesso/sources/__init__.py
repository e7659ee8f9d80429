"""Floor 2: what is known outside: pages of the web and files of a folder, searched, read, kept and quoted."""
