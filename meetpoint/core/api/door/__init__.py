"""What stands before every request of a program: who it is, whether it can be read, how errors are said."""
