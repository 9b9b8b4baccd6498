"""Documents about a person, and the sealed pieces of their content."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.tenancy.models import TenantModel


class Kind(models.TextChoices):
    """What a document is. What was said in counselling is none of them, and has no place here."""

    ID_COPY = "id_copy", _("Copy of an ID")
    CONSENT = "consent", _("Signed consent")
    BENEFIT = "benefit", _("Benefits and insurance")
    HOUSING = "housing", _("Housing")
    LETTER = "letter", _("Letter")
    COURT = "court", _("Court or authority")
    REFERRAL = "referral", _("Referral or appointment")
    HEALTH = "health", _("Paper about health")
    WOUND = "wound", _("Picture of a wound")
    OTHER = "other", _("Something else")


class FileType(models.TextChoices):
    """What a file is by its content, whatever its name says."""

    PDF = "pdf", _("PDF")
    JPEG = "jpeg", _("Picture (JPEG)")
    PNG = "png", _("Picture (PNG)")
    HEIC = "heic", _("Picture (HEIC)")
    DOCX = "docx", _("Word document")
    TEXT = "text", _("Plain text")


class KeepReason(models.TextChoices):
    """Why a document is kept until its day."""

    APPLICATION = "application", _("For an application or a case that is under way")
    WISH = "wish", _("The person asked us to keep it")
    RULE = "rule", _("A law or a funder asks for it")
    CARE = "care", _("To see how something heals or changes")


class Document(TenantModel):
    """One file about one person, kept until a day. Its name is sealed, and its content in pieces.

    `size` is in bytes, as stored. `agreed` says that the person agreed to the picture.
    """

    uid = models.UUIDField()
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="documents")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    type = models.CharField(max_length=8, choices=FileType.choices)
    name = models.BinaryField()
    size = models.PositiveIntegerField()
    agreed = models.BooleanField(default=False)
    put_at = models.DateTimeField()
    put_by = models.BigIntegerField(null=True)
    keep_until = models.DateField()
    keep_reason = models.CharField(max_length=12, choices=KeepReason.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="document_uid_once")]
        indexes = [models.Index(fields=["organisation", "keep_until"], name="document_keep")]


class Piece(TenantModel):
    """A part of a document's content, sealed, and bound to the document and its place in it."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="piece_once")]
