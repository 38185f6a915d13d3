"""Pure, exact, Decimal: from entries to positions, lots, cash and gains. No Django."""
