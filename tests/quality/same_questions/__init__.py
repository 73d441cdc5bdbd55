"""Pairs of questions that may or may not be served by one answer, and how well they are told apart."""
