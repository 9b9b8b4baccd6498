"""Services of other organisations, to which people can be referred (Open Referral HSDS, first form)."""
