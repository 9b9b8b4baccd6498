"""The one gate that everything passes on its way out of the programme."""
