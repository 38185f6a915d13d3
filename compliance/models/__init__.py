"""Rules packs, alerts and what became of them."""
