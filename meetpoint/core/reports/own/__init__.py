"""The report builder, schedules of reports, and the inbox that they fill."""
