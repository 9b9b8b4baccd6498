"""The addresses of the service's pages."""

app_name = "supervised_consumption"
urlpatterns: list[object] = []
