"""Reports as something that leaves: data, tables, workbooks, and pages on paper."""
