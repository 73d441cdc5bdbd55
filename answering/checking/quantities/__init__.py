"""The quantities of a text, read out of words and digits in either language: counts, shares, dates, times, orders."""
