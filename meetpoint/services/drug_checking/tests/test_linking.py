"""Other services point at a sample by the code on its slip, and learn no more than they may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetpoint.lib.errors import DomainError
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.drug_checking import permissions, receipts
from meetpoint.services.drug_checking.actions.samples import void_sample
from meetpoint.services.drug_checking.linking import LINKABLE, SLUG
from meetpoint.services.drug_checking.module import MODULE
from meetpoint.services.drug_checking.tests.factories import brought


def test_slip_leads_to_its_sample_and_no_further(ana, cai, site) -> None:
    uid = uuid7()
    brought(ana, site, uid=uid)
    code = receipts.spoken(receipts.code_of(uid))
    found = LINKABLE.find(ana, code)
    assert found is not None
    assert (found.module, found.uid, SLUG) == (MODULE.slug, uid, MODULE.slug)
    assert str(uid) in found.url
    assert LINKABLE.find(cai, code) is None
    blind = replace(ana, permissions=ana.permissions - {permissions.VIEW})
    hidden = LINKABLE.find(blind, code)
    assert hidden is not None
    assert (hidden.url, "Cocaine" in str(hidden.label)) == ("", False)
    assert LINKABLE.show(blind, uid) is None
    with pytest.raises(DomainError):
        LINKABLE.find(ana, "no slip")


def test_sample_that_was_voided_is_shown_no_more(ana, site) -> None:
    sample = brought(ana, site)
    assert LINKABLE.show(ana, sample.uid) is not None
    void_sample(sample, "mistake", by=replace(ana, permissions=ana.permissions | {permissions.VOID}))
    assert LINKABLE.show(ana, sample.uid) is None
