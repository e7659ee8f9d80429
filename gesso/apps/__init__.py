"""Apps: what a person may set in their source, and the ones that come with gesso."""
