"""The first visit: an organisation, its first site and its first administrator, in two short steps."""
