"""Sound devices, and buffers between them and the program, without Qt."""
