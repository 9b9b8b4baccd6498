"""What plans ask of the engine. Loads numba: only the planning processes and commands may import it."""
