"""The addresses of the settings; mounted at `settings/`."""

from django.urls import path

from meetpoint.web.settings.views import log, options, organisation, rules, sites

app_name = "settings"
urlpatterns = [
    path("organisation/", organisation.change, name="organisation"),
    path("sites/", sites.show_list, name="sites"),
    path("sites/add/", sites.add, name="add_site"),
    path("sites/<slug:slug>/", sites.change, name="site"),
    path("sites/<slug:slug>/close/", sites.close, name="close_site"),
    path("sites/<slug:slug>/reopen/", sites.reopen, name="reopen_site"),
    path("questions/", rules.show_list, name="rules"),
    path("questions/<str:field>/", rules.change, name="rule"),
    path("values/", options.show_list, name="options"),
    path("values/<str:name>/", options.change, name="option"),
    path("log/", log.show_list, name="log"),
]
