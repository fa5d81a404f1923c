"""Geometry of results: counts in, whole numbers for the templates out. Pure: no query, no markup, no order of arrival."""
