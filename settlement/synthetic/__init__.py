"""A class that does not exist, the same for the same seed, and claims with the truth about them."""
