"""What hands do at the desk: one file per act. An act hears widgets, asks the session, and keeps nothing of its own."""
