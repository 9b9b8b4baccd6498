"""The participants' pages: finding, one record, cards, what is told, joining, copies, erasure."""
