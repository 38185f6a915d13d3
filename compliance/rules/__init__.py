"""Pure: one function per kind of rule, from facts and limits to a breach or nothing. No Django."""
