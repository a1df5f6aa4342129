"""Paper: badges, timetables, door signs."""
