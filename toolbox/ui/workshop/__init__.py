"""Sentences and their takes, the editor of a sentence, pronunciations, projects."""
