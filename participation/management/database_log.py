"""Checks that PostgreSQL does not write statements, and with them ballots in order of arrival, into its log (docs/operations.md).

Settings can differ by role, so `serve` asks the database through its own connection.
"""

from django.db import OperationalError, connection

# {setting: values that keep statements and their values out of the log}; the first one is recommended. A superuser sets them.
WANTED = {
    # A log in CSV or JSON contains the values of a refused row even if errors are terse.
    "log_min_messages": ("fatal", "panic"),
    "log_min_error_statement": ("panic",),
    "log_error_verbosity": ("terse",),
    "log_statement": ("none",),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "log_parameter_max_length_on_error": ("0",),
    "debug_print_parse": ("off",),
    "debug_print_rewritten": ("off",),
    "debug_print_plan": ("off",),
    "auto_explain.log_min_duration": ("-1",),
    # It stores the text of a statement that it sees again after having evicted it.
    "pg_stat_statements.track": ("none",),
}


class Failed(Exception):
    """The message tells the operator what to do."""


def wrong_settings() -> dict[str, str]:
    """{setting: its value} for each setting that lets statements into the log; empty on SQLite, which has no such log."""
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:  # settings of extensions exist only where they are loaded
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s) ORDER BY name", [list(WANTED)])
        return {name: value for name, value in cursor.fetchall() if value not in WANTED[name]}


def expect_silence() -> None:
    """Raise Failed if PostgreSQL would write ballots into its log; the message contains the statements that prevent it."""
    try:
        wrong = wrong_settings()
    except OperationalError as error:
        raise Failed("The database does not answer; look at DATABASE_URL.") from error
    finally:
        connection.close()
    if not wrong:
        return
    role = connection.ops.quote_name(connection.settings_dict["USER"])
    lines = [f"ALTER ROLE {role} SET {name} = {WANTED[name][0]};" for name in wrong]
    now = ", ".join(f"{name} = {value}" for name, value in wrong.items())
    raise Failed(
        f"PostgreSQL would write ballots into its log: {now}.\nLet a superuser say this, then start again:\n\n"
        + "\n".join(lines)
        + "\n\nOr accept it with STATEMENTS_IN_LOG=1; what docs/privacy.md promises does not hold then."
    )
