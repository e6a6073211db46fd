"""The reader on the screen, and its command line."""
