"""Every sentence of the app on the phone, in one table: the shell carries them, translated, as data."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.fields import Words

WORDS: dict[str, Words] = {
    "app": _("Meetpoint in the field"),
    "log": _("Log"),
    "forms": _("Forms"),
    "phone": _("This phone"),
    "save": _("Save"),
    "saved": _("Saved on this phone at %(time)s"),
    "undo": _("Undo"),
    "undone": _("Undone. It will not count."),
    "copied": _("It is written down"),
    "nothing": _("Nothing to save yet. Choose an amount or an answer."),
    "fix": _("Not saved yet. Please look at the marked fields."),
    "failed": _("Not saved. This phone refused to store it: write it on paper, then open “This phone”."),
    "waiting": _("%(number)s waiting"),
    "none_waiting": _("All sent"),
    "in_shift": _("People: %(number)s"),
    "entries": _("Entries since you opened the app: %(number)s"),
    "anonymous": _("Anonymous"),
    "code": _("Code"),
    "count": _("Count"),
    "code_on_card": _("Code on the card"),
    "people_counted": _("People in this count"),
    "for_others": _("Also collecting for how many others"),
    "more_items": _("More items"),
    "more_questions": _("More questions"),
    "about": _("When, where, note"),
    "when": _("When, if not just now"),
    "place": _("Kind of place"),
    "note": _("Note"),
    "note_help": _(
        "For the next worker. No names. It is encrypted, never reported, and removed after a while."
    ),
    "site": _("Site"),
    "less": _("Less: %(what)s"),
    "more": _("More: %(what)s"),
    "usual": _("Usual amounts: %(what)s"),
    "not_said": _("Not said"),
    "asked": _("asked for here"),
    "others_range": _("Write a number from 0 to %(most)d."),
    "people_range": _("Write a number from 1 to %(most)d."),
    "note_long": _("Please keep the note under %(most)d characters."),
    "type_code": _("Type or scan the code, or choose Anonymous."),
    "send_now": _("Send now"),
    "offline": _("No connection. Entries stay on this phone and go out by themselves later."),
    "portal": _(
        "This network answers, but it is not Meetpoint: a sign-in page of the network, perhaps."
        " Nothing was taken"
        " for sent."
    ),
    "sent": _("Everything on this phone has reached the server."),
    "review": _("%(number)s of them need a look on the server; somebody there decides. None is lost."),
    "unknown_device": _(
        "The server does not know this phone any more. Sign in below and set it up again: what"
        " waits here goes out then."
    ),
    "revoked": _("This phone was revoked. What waited was sent, and the phone was cleared."),
    "not_persistent": _(
        "This browser may clear its storage when space runs short. Send often, and put the app on"
        " the home screen."
    ),
    "quota": _("Storage on this phone is nearly full: free some space before you go on, or send what waits."),
    "cleared": _(
        "Something cleared this browser's storage. Entries that had not been sent are gone; the"
        " server cannot know"
        " how many. Compare with your paper list."
    ),
    "set_up": _("Set up this phone"),
    "set_up_help": _(
        "Do this once, with a connection, signed in. Afterwards the app opens and saves without"
        " any signal, and nobody"
        " can read from the phone what was saved, not even you."
    ),
    "who": _("Who is working?"),
    "other_worker": _("Another worker"),
    "install": _("Put it on the home screen"),
    "install_ios": _("In Safari: Share, then “Add to Home Screen”."),
    "key": _("Sealed with key %(number)s"),
    "kept": _(
        "%(number)s sent entries are kept, sealed, for %(days)s days, in case the server has to be restored."
    ),
    "updated": _("A new version is ready."),
    "reload": _("Use it now"),
    "no_forms": _("No form is offered at this site."),
    "totals": _("Since you opened the app"),
    "sound": _("A sound when saved"),
    "old_browser": _("This browser cannot seal entries. Use a current one, and the address with https."),
    "code_known": _("Known here: seen in the last %(days)s days."),
    "code_unknown": _("Not seen here in the last %(days)s days. It may still be right."),
    "code_slip": _("One character is not right, or two have changed places. Please read the code again."),
    "to_review": _("Look over"),
    "nothing_to_review": _("Nothing to look over. What you save appears here until you send it."),
    "send_these": _("Send these %(number)s"),
    "change": _("Change"),
    "change_entry": _("Change an entry"),
    "remove": _("Remove"),
    "removed": _("Removed. It was never sent."),
    "drafts": _("Of them, for you to look over: %(number)s"),
    "review_on": _("Choose a passphrase"),
    "review_help": _(
        "Your organisation lets you look over entries before you send them. Until then they stay on"
        " this phone under your passphrase. Four words that nobody would guess are good. Nobody can"
        " look it up for you."
    ),
    "passphrase": _("Passphrase"),
    "passphrase_again": _("The same passphrase again"),
    "passphrase_short": _("Use at least %(least)s characters."),
    "passphrase_differs": _("The two are not the same. Type both again."),
    "locked": _("Locked"),
    "lock": _("Lock"),
    "unlock": _("Unlock"),
    "locked_drafts": _("Entries that were not sent and wait for you to look them over: %(number)s"),
    "tries_left": _("Tries left: %(left)s. After that these entries are cleared: %(number)s"),
    "wrong_passphrase": _(
        "That is not the passphrase. Tries left: %(left)s. After that the entries that were not sent"
        " are cleared: %(number)s"
    ),
    "vault_cleared": _(
        "Ten wrong passphrases: entries that had not been sent were cleared: %(number)s. Compare with"
        " your paper list."
    ),
    "staff_pages": _("Staff pages"),
}


def words_in(language: str) -> dict[str, str]:
    """Return the app's sentences in a language."""
    with translation.override(language):
        return {name: str(text) for name, text in WORDS.items()}
