"""The Today board of a site, and the trends of the months behind it."""
