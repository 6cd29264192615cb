"""What the law asks of the record of a provision, and what people see of such records. The table is a contract."""
