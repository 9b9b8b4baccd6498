"""What in the records may be a mistake: found by the modules' checks, mended or said to look right."""
