"""What both apps know of the market: the last prices in USD."""

PRICES = {"AAPL": 234.5, "MSFT": 415.2, "NVDA": 138.1, "ORCL": 171.9}
