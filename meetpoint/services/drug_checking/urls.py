"""The addresses of the service's pages."""

app_name = "drug_checking"
urlpatterns: list[object] = []
