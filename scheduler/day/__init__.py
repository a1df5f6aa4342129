"""The event day planned again: what stays, what an incident hits, and the gentlest timetable that goes on from there."""
