"""What an agent may do: where its arguments come from, what is decided about a call, and asking a person."""
