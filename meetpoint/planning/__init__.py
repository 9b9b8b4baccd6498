"""Planning: which mix of services saves most lives here. The engine knows no Django; commands bring it to
people.
"""
