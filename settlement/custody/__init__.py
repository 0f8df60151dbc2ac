"""The list's way out: to the notice vendor, under a new key, and its end."""
