"""Reading partner services and files: one file per protocol, and the runner that asks again in time."""
