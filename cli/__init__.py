"""The `sekisho` command: it speaks to services over HTTP and starts them; of services it imports nothing."""
