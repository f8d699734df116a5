"""The workshop: projects, and checking of generated speech by a recogniser."""
