"""The geometry of results: functions from a tally to the coordinates that the templates draw.

They are pure: no query and no markup, except in `files.py`, which draws whole SVG files. On the stage 1 unit is 1 px at 1920 × 1080.
In every picture of rows, `room` is the height of all rows together in these units, `labels` are the options' names by id, `before` is
the tally of the before half of a pair or None, and `audience` is "stage", "phone" or "console". Coordinates are whole numbers, because
a localized decimal would break an SVG attribute.
"""
