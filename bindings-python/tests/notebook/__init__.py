"""What a user of notebooks sees."""
