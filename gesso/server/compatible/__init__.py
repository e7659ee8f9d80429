"""Our models served the way OpenAI serves its own, so that programs written for it work here."""
