"""Other ways to make a timetable, for comparison: `python -m bench.peers PEER FILE`.

Each prints one line of JSON with the fields of `mendan b2b`. They know nothing of the scheduler's model.
"""
