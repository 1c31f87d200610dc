"""Choosing an hour, a place and weekdays: the same cards for subscribing and for settings."""
