"""What is read of forms, phones and their events."""

from meetpoint.core.field.queries.offers import Offer, offer, offers, policy_name

__all__ = ["Offer", "offer", "offers", "policy_name"]
