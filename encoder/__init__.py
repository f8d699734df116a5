"""Speech -> speaker embedding: GE2E (arXiv 1710.10467), the first of the three networks of SV2TTS."""
