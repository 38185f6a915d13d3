"""Pure: files to rows and row errors. No Django."""
