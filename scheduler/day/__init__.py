"""The event day planned again: what stays, what is hit, and the gentlest timetable from there on."""
