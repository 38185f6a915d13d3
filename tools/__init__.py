"""Set-up of a checkout; nothing of the running application."""
