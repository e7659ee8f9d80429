"""Rows in, an adapter out: LoRA training of the embedded model, on an ordinary processor or on a GPU."""
