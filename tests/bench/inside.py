"""Runs a function of this package in a process with the settings and the database of a site: `python -m tests.bench.inside MODULE …`."""

import importlib
import json
import sys

import django

if __name__ == "__main__":
    _program, module, function, values = sys.argv
    django.setup()
    print(json.dumps(getattr(importlib.import_module(f"tests.bench.{module}"), function)(**json.loads(values))))
