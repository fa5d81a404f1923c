"""Rehearsing an evening from the lobby, with simulated phones in the server's own process."""
