"""Loads a class list unseen and puts it in use whole; merges supplements into it."""
