"""Writes: one function a deed, `(session, …, actor, now, nonce)`, one feed row, nothing slow inside."""
