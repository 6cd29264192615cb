"""`sekisho records`: records of provision, for the person whom they are about, or as a shop's book for an auditor."""
