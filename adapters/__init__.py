"""Where people are met: one package for each platform."""
