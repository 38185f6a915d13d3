"""Pure, numpy float64: returns, risk and calendars over series and whole books. No Django."""
