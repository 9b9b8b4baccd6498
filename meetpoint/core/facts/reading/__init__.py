"""Reading facts: engines, the expressions they run, and the answers made of what they find."""
