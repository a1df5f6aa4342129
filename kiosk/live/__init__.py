"""Socket.IO: who may hear what, and news after the commit."""
