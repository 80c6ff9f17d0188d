"""The clients, with the share of their money in each kind of investment."""

CLIENTS = {
    "Castellan Foundation": {"city": "Geneva", "value": 42_300_000, "in": {"Bonds": 55, "Shares": 30, "Cash": 15}},
    "Harbour Street Pensions": {"city": "Bristol", "value": 187_900_000, "in": {"Bonds": 48, "Shares": 46, "Cash": 6}},
    "Nadia Farouk": {"city": "Cairo", "value": 3_150_000, "in": {"Bonds": 20, "Shares": 72, "Cash": 8}},
    "Oyelaran Family Office": {"city": "Lagos", "value": 64_000_000, "in": {"Bonds": 35, "Shares": 50, "Cash": 15}},
    "Tamura & Sons": {"city": "Kobe", "value": 12_750_000, "in": {"Bonds": 60, "Shares": 25, "Cash": 15}},
}
