"""Every query that reads across organisations, and why it may. Adding one is a decision for the review."""

REASONS: set[tuple[str, str]] = {
    ("meetpoint/core/access/actions/joining.py", "the holder of a one-time link is not signed in yet"),
    ("meetpoint/core/access/links.py", "a new passphrase or place ends the links that could set another"),
    ("meetpoint/core/access/links.py", "the holder of a one-time link is not signed in yet"),
    ("meetpoint/core/access/proof/sessions.py", "a person's own sessions, in every organisation"),
    ("meetpoint/core/access/proof/sessions.py", "whose session lapsed, before they sign in again"),
    ("meetpoint/core/access/queries.py", "a person's own memberships, while they sign in"),
    ("meetpoint/core/access/views/answers.py", "joining by a one-time link"),
    ("meetpoint/core/api/queries.py", "whether any program uses this installation"),
    (
        "meetpoint/services/vending/queries/finder.py",
        "the public page shows the machines that programmes chose to show",
    ),
    (
        "meetpoint/services/vending/mqtt/broker_files.py",
        "the broker serves every organisation of the installation",
    ),
    (
        "meetpoint/services/vending/mqtt/telling.py",
        "one process tells the machines of every organisation",
    ),
    (
        "meetpoint/services/drug_checking/queries/alerts.py",
        "what was made public is there for everybody",
    ),
    (
        "meetpoint/services/drug_checking/queries/published.py",
        "what was made public is there for everybody",
    ),
    (
        "meetpoint/services/drug_checking/queries/samples.py",
        "whoever holds a slip knows its code, and no organisation",
    ),
    ("meetpoint/core/field/proof.py", "a device says which organisation it belongs to"),
    ("meetpoint/planning/runs/work.py", "the planning worker serves every organisation"),
    (
        "meetpoint/core/imports/actions/work.py",
        "the import worker serves every organisation, each run as whoever started it",
    ),
    (
        "meetpoint/operate/management/commands/schedule.py",
        "the operator's list covers every organisation of the installation",
    ),
}
