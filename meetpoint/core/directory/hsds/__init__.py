"""Open Referral HSDS 3.0.1: its tables beside ours, packages read, checked, and written."""
