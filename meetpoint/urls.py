"""Every page, collected from the modules' declarations."""

from django.urls import URLPattern, URLResolver, include, path

from meetpoint.core.modules.registry import registry

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{module.slug.replace('_', '-')}/" if module.mount is None else module.mount, include(module.urls))
    for module in registry()
    if module.urls
]

handler404 = "meetpoint.core.ui.views.not_found"
