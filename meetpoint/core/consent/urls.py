"""The address of the accounting of disclosures."""

from django.urls import path

from meetpoint.core.consent import views

app_name = "consent"
urlpatterns = [path("", views.disclosures, name="disclosures")]
