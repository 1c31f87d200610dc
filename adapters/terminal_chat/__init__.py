"""Knead in a terminal: cards as lines of text, buttons as typed numbers or words."""
