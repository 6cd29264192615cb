"""`sekisho audit`: one signed folder for the yearly audit of a shop, and the check of such a folder."""
