"""What a person is likely to change next, offered while they type."""
