"""A crowd for a rehearsal: people who come, late or not at all, and hosts who begin, over-run and finish.

It is a process of its own (`python -m kiosk.crowd`) that knows the HTTP API and nothing else of the server:
what it does goes the way of real kiosks, tablets and phones. Whatever it decides follows from the seed and
from whom it concerns, never from the order in which things happen.
"""
