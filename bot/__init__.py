"""The core of Knead: it runs the programs and knows no platform, database or file format."""
