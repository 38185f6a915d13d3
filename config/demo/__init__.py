"""The demonstration: two firms on real market data, lived day by day through Limpid's own services and nightly task.

Nothing here writes a valuation, an alert, a notice or a statement: files come in as a custodian would send them, nights run
as they do in production, and people act through the same services as everybody.
"""
