"""The REST API: tokens, the door that programs come through, and one description built from all modules."""
