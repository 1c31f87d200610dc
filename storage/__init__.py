"""Where progress is kept, and where program files are read."""
