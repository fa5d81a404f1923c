"""`manage.py` with a promise broken on purpose: python -m tests.faults.launch --mutant NAME serve --port 0"""

import argparse
import os

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "participation.settings")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutant", default="", help="a name in tests/faults/mutants")
    parser.add_argument("--opening", default="", help="a name in tests/faults/openings")
    parser.add_argument("--clock", default="", help="a file that says by how many seconds this server's clock is wrong")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()

    import django
    from django.core.management import execute_from_command_line

    django.setup()
    from tests.faults import clock, mutants, openings

    if options.clock:
        clock.follow(options.clock)
    if options.mutant:
        mutants.MUTANTS[options.mutant]()
    if options.opening:
        openings.OPENINGS[options.opening][0]()
    execute_from_command_line(["manage.py", *options.command])
