"""What the person is doing: selection, cloning, imports, jobs."""
