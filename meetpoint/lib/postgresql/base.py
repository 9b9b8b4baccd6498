"""The database backend, which looks at a kept socket before a request instead of asking the server."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, with kept connections that are looked at before they are used again.

    Between requests a server says nothing, unless it goes away: then the socket can be read (its last words,
    or the end). A connection like that is opened anew. Looking asks nothing of the server; a
    `SELECT 1`, as Django asks it, is one question more in every request.
    """

    def is_usable(self) -> bool:
        """Tell whether the server still holds the other end, as far as this end has heard."""
        if self.connection is None or self.connection.closed:
            return False
        look = select.poll()
        look.register(self.connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
        return not look.poll(0)
