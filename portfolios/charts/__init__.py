"""Pure: series to SVG, the same picture in page and PDF. No Django."""
