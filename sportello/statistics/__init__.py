"""What is counted of conversations: never what was said, nor in which conversation."""
