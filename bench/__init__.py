"""Measures the bot against floors that are taken in the same run; started by `make bench`."""
