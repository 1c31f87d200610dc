"""Topic stores over named SQL: rows in, dataclasses of the domain out."""
