"""What a funder asks: report templates as data, read, checked and written."""
