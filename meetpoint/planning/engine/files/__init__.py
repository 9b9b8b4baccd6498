"""Reading the files that people hand to the engine, with errors that name the file, the line or key, and what
is allowed.
"""
