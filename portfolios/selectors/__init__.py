"""Reads: portfolios, holdings, transactions, performance."""
