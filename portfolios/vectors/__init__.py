"""Checks from outside: case files of other people's worked figures, answered by our own arithmetic.

A file states bookings, prices and rates, and asks for figures. What it expects is never read here, and no
answer depends on which case is asked. Pure: the command beside it reads the files and prints the lines.
"""

from portfolios.vectors.answers import Answer, answer_case, answer_cases

__all__ = ["Answer", "answer_case", "answer_cases"]
