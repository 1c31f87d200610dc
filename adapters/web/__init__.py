"""A small HTTP server for machines: is the bot well, what does it do, and updates that come in."""
