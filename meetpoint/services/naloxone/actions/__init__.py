"""Every write of the service: naloxone handed out, reversals told, trainings held."""
