"""The event day: wishes, timetables, badges, check-in, rooms and boards."""
