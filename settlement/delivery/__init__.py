"""Reads a delivered class list, whatever its form, and accounts for every line."""
