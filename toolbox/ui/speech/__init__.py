"""Text, result, takes and likeness."""
