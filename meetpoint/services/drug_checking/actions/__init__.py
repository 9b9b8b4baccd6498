"""Every write of the service: samples, tests, laboratories' files, releases, alerts, published data."""
