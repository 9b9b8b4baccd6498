"""Pages of the month's sheet, and of reports for funders."""
