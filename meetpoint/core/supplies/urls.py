"""Addresses of the supplies pages, under `supplies/`."""

from django.urls import path

from meetpoint.core.supplies.views import (
    catalogue,
    counting,
    levels,
    lists,
    lots,
    moving,
    ordering,
    receiving,
)

app_name = "supplies"

urlpatterns = [
    path("", levels.show_levels, name="levels"),
    path("items/<slug:slug>/", levels.show_item, name="item"),
    path("receive/", receiving.receive, name="receive"),
    path("move/", moving.transfer, name="transfer"),
    path("dispose/", moving.dispose, name="dispose"),
    path("pack/", moving.pack, name="pack"),
    path("count/", counting.count, name="count"),
    path("shortfalls/", counting.show_shortfalls, name="shortfalls"),
    path("shortfalls/settle/", counting.settle, name="settle"),
    path("expiring/", lists.expiring, name="expiring"),
    path("ledger/", lists.ledger, name="ledger"),
    path("lots/", lists.lots, name="lots"),
    path("lots/<int:pk>/", lots.show, name="lot"),
    path("lots/<int:pk>/set-aside/", lots.set_aside, name="set_lot_aside"),
    path("lots/<int:pk>/correct/", lots.correct, name="correct_lot"),
    path("catalogue/", lists.catalogue, name="catalogue"),
    path("catalogue/add/", catalogue.add, name="add_item"),
    path("catalogue/usual/", catalogue.add_usual, name="add_usual"),
    path("catalogue/<slug:slug>/", catalogue.change, name="change_item"),
    path("catalogue/<slug:slug>/retire/", catalogue.retire, name="retire_item"),
    path("catalogue/<slug:slug>/contents/", catalogue.set_contents, name="set_contents"),
    path("reorder/", ordering.reorder, name="reorder"),
    path("reorder/sources/", ordering.sourcing, name="sourcing"),
    path("reorder/suppliers/", ordering.keep_supplier, name="keep_supplier"),
    path("wanted/", catalogue.set_wanted, name="par"),
]
