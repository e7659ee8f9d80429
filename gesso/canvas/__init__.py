"""Floor 1: the document as pure data. No IO, no clock."""
