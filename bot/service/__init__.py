"""The steps: plain functions on a transaction, and the loops that drive them."""
