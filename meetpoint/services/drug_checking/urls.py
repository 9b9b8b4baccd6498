"""The addresses of the service's pages."""

from django.urls import path

from meetpoint.services.drug_checking.views import alerts, lab, over_time, public, samples, slips, strips

app_name = "drug_checking"
urlpatterns = [
    path("samples/", samples.show_list, name="samples"),
    path("samples/add/", samples.add, name="add_sample"),
    path("samples/slips/", slips.blank, name="slips"),
    path("samples/<uuid:uid>/", samples.show, name="sample"),
    path("samples/<uuid:uid>/slip/", samples.receipt, name="receipt"),
    path("samples/<uuid:uid>/test/", samples.add_test, name="add_test"),
    path("samples/<uuid:uid>/void/", samples.void, name="void_sample"),
    path("samples/<uuid:uid>/release/", samples.let_read, name="release"),
    path("samples/<uuid:uid>/hold-back/", samples.keep_back, name="hold_back"),
    path("tests/<uuid:uid>/void/", samples.void_test, name="void_test"),
    path("strips/", strips.read, name="strips"),
    path("strips/products/", strips.show_products, name="strip_products"),
    path("strips/products/<slug:slug>/", strips.change_product, name="strip_product"),
    path("strips/set-aside/", strips.doubtful, name="doubtful"),
    path("lab/", lab.bring, name="lab"),
    path("lab/<uuid:uid>/", lab.show, name="lab_file"),
    path("lab/<uuid:uid>/take-in/", lab.take_in, name="take_in_lab_file"),
    path("lab/<uuid:uid>/let-go/", lab.let_go, name="discard_lab_file"),
    path("alerts/", alerts.show_list, name="alerts"),
    path("alerts/write/", alerts.write, name="write_alert"),
    path("alerts/<uuid:uid>/", alerts.show, name="alert"),
    path("alerts/<uuid:uid>/publish/", alerts.publish, name="publish_alert"),
    path("alerts/<uuid:uid>/dismiss/", alerts.dismiss, name="dismiss_alert"),
    path("alerts/<uuid:uid>/withdraw/", alerts.withdraw, name="withdraw_alert"),
    path("over-time/", over_time.show, name="over_time"),
    path("publish/", over_time.publish, name="publish"),
    path("publish/<uuid:uid>/withdraw/", over_time.withdraw, name="withdraw_data"),
    path("result/", public.result, name="result"),
    path("guide/", public.guide, name="guide"),
    path("warnings/", public.show_alerts, name="public_alerts"),
    path("warnings/<uuid:uid>/", public.sheet, name="public_alert"),
    path("data/", public.data, name="public_data"),
    path("data/<uuid:uid>.csv", public.download, name="download_data"),
]
