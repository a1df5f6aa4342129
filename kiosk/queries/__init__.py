"""Reads: each returns frozen views, never rows."""
