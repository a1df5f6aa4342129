"""The business-matching timetable: a pure library from wishes to a proven timetable."""
