"""Portuguese, as in Brazil."""
