"""Settings: the organisation, its sites, the rules about questions, programme values, and the audit log."""
