"""Number and date formats that differ from Django's own, a folder for each language (FORMAT_MODULE_PATH)."""
