"""Things are killed, emptied, frozen and filled under a run; nothing may be lost or doubled."""
