"""The class list in use: its tables, look-ups and sealed details."""
