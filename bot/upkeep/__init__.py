"""What an operator does beside or between the runs of a bot; put together here as `wiring` does."""
