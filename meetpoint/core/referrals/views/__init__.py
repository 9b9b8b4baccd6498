"""Pages of referrals, open loops and follow-up tasks."""
