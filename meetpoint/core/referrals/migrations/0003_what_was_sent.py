"""What was made before drafts existed was sent when it was made, and its tasks ask what became of it."""

from typing import Any

from django.db import migrations
from django.db.models import F


def mark_what_was_sent(apps: Any, _editor: Any) -> None:
    referral = apps.get_model("referrals", "Referral")
    referral.objects.filter(sent_at=None).update(sent_at=F("made_at"))
    linked = referral.objects.exclude(linked_on=None)
    for pk, made, seen in linked.values_list("pk", "local_date", "linked_on").iterator():
        referral.objects.filter(pk=pk).update(days_to_service=(seen - made).days)
    tasks = apps.get_model("referrals", "FollowUpTask").objects
    tasks.exclude(referral=None).update(about="outcome")


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_closed_loops")]

    operations = [migrations.RunPython(mark_what_was_sent, migrations.RunPython.noop)]
