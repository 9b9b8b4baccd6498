"""The broker: listening to it, telling machines, and the files with which it is set up."""
