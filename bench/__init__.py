"""Benchmarks and the peers they run against. The product never imports them."""
