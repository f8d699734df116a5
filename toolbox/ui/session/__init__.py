"""The session: selection, cloning, imports, jobs."""
