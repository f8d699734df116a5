"""The command line: a module a command, its parser beside it."""
