"""First floor: people and their claims."""
