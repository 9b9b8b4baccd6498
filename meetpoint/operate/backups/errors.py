"""What can go wrong with a backup, in words for the person who runs the command."""


class BackupProblem(Exception):
    """A backup cannot be made, opened or trusted; the text says why and what to do."""


class WrongIdentity(BackupProblem):
    """The backup is encrypted to another key."""


class Damaged(BackupProblem):
    """The backup is cut short, altered, or does not hold what it says."""


class NotEmpty(BackupProblem):
    """There is something where the backup should go; nothing is ever overwritten."""
