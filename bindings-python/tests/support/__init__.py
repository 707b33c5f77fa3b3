"""What the tests share: servers to talk to, and programs of this checkout."""
