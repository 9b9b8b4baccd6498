"""Running an installation: the command, the supervisor, set-up, checks, backups and the demo."""
