"""What functions can do, in six parts: types, messaging, egress, storage, async operations, serving."""
