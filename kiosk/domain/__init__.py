"""What is true at every event, in plain Python: states, decisions, codes, clocks."""
