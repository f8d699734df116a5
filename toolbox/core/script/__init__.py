"""Text with directions: marks and SSML, scripts of several voices, subtitles, and their performance."""
