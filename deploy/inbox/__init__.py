"""How the inbox is put together: ports, names, pages and the keeper beside them."""
