"""Bringing back what somebody had filled in when their session lapsed."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.access.permissions import OWN
from meetpoint.core.access.proof import kept_forms
from meetpoint.core.access.views.answers import safe_next


@page(OWN.name)
@never_cache
@require_http_methods(["GET", "POST"])
def kept(request: StaffRequest) -> HttpResponse:
    after = safe_next(request, request.POST.get("next", request.GET.get("next", "")))
    form = kept_forms.brought_back(request, request.staff)
    if request.method == "POST" or form is None:
        response = HttpResponseRedirect(after)
        kept_forms.forget(request, response)
        return response
    return render(request, "access/kept.html", {"kept": form, "next": after})
