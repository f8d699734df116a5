"""Sound devices, and buffers between them and what makes or takes the sound; without Qt."""
