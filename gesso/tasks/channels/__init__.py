"""Ways to tell a person: what is told, and one file for each way. Which of them when is `deliveries.py`'s part."""
