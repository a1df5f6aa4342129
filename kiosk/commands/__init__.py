"""What the program `mendan` can be told on the command line: one file a noun, loaded when it is used."""
