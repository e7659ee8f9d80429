"""Files of other programs, read and written: bytes in, bytes out. No disk, no network, no clock."""
