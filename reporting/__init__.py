"""What the client receives: statements built from one frozen value, as page and PDF."""
