"""Rhode Island's naloxone, month by month: one model as an exact cohort of classes and as individuals.

The rules are those of a published microsimulation, told in words; none of its code was read. Draws of one
person in two months are independent here, which the original's were not.
docs/algorithms/replay-ri-naloxone.md tells the rules.
"""
