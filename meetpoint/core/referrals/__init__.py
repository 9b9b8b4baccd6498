"""Referrals with a loop that closes, and the follow-up tasks that close it."""
