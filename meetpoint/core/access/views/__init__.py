"""Pages of signing in and out; the pages about staff stand in `meetpoint.web.staff`."""
