"""How a person proves who they are: passphrases, codes, links, allowances of tries, and the session that follows."""
