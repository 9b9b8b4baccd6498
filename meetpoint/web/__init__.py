"""The staff shell: navigation, the Today board, settings, people and roles, the audit viewer."""
