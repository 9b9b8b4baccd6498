"""How a person proves who they are: passphrases, codes, allowances of tries, and the session that follows."""
