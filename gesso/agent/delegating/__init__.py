"""Work that is delegated: reading what is asked for, planning it, and saying how each of its steps is done. Pure."""
