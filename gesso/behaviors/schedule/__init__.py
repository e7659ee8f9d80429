"""What is to happen when: a message to tasks."""
