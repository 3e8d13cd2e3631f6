"""Reading partner services and files: one file per protocol, and the schedule that says when to ask again."""
