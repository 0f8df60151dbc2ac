"""What staff see of the class list."""
