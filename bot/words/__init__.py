"""The bot's own words: one folder of catalogs (.po) a language, and what reads them."""
