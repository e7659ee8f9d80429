"""The behaviour `starter_prompts`: see spec.md."""
