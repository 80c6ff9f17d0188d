"""The clients with what they hold, the prices in USD, and the news."""

PRICES = {"AAPL": 234.5, "MSFT": 415.2, "NVDA": 138.1, "AMZN": 207.9, "JPM": 249.7, "XOM": 117.3, "KO": 63.2}

# The city, and how many shares of each company.
CLIENTS = {
    "Amara Okonkwo": ("Lagos", {"MSFT": 900, "KO": 4200, "JPM": 650}),
    "Castellan Foundation": ("Geneva", {"AAPL": 5200, "XOM": 7400, "KO": 16000, "JPM": 3100}),
    "Harbour Street Pensions": ("Bristol", {"MSFT": 4100, "AMZN": 6800, "XOM": 9900, "NVDA": 5000}),
    "Ingrid Solberg": ("Bergen", {"NVDA": 3600, "AAPL": 1100}),
    "Tamura & Sons": ("Kobe", {"AMZN": 2400, "AAPL": 1900, "NVDA": 2750}),
}

NEWS = [
    ("10:42", "NVDA", "NVIDIA lifts its outlook as data centres keep ordering"),
    ("10:31", "XOM", "Exxon Mobil starts production at a field off Guyana"),
    ("10:17", "AAPL", "Apple suppliers report fuller order books for spring"),
    ("09:58", "KO", "Coca-Cola raises prices in Europe for a second time"),
    ("09:45", "JPM", "JPMorgan hires a head of private credit in London"),
    ("09:40", "AMZN", "Amazon to build two logistics centres in Poland"),
    ("09:22", "MSFT", "Microsoft extends its power contract in Sweden"),
    ("08:55", "AAPL", "Apple pays a dividend of 0.26 USD a share"),
    ("08:30", "NVDA", "Two banks upgrade NVIDIA after its investor day"),
]
