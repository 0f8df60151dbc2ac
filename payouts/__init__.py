"""Top floor: money."""
