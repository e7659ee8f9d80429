"""Floor 7: HTTP, event streams and sockets."""
