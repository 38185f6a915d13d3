"""Instruments, portfolios, mandates, transactions and the projections of them."""
