"""The addresses of the staff shell; its other pages are included by their own URL modules."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from meetpoint.web.views import place

app_name = "web"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("meetpoint.web.today.urls")),
    path("settings/staff/", include("meetpoint.web.staff.urls")),
    path("settings/", include("meetpoint.web.settings.urls")),
    path("welcome/", include("meetpoint.web.welcome.urls")),
    path("more/", place.more, name="more"),
    path("site/", place.choose_site, name="choose_site"),
    path("language/", place.choose_language, name="choose_language"),
    path("theme/", place.choose_theme, name="choose_theme"),
]

if settings.DEBUG:
    urlpatterns.append(path("ui/", include("meetpoint.core.ui.urls")))
