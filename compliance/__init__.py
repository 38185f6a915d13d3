"""Is every portfolio inside its mandate, and can we show it."""
