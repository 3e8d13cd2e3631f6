"""The second process: fetches, packs, searches and draws, so that the window never waits. Stateless and restartable."""
