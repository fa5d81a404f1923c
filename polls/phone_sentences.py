"""The sentences about votes that the phone's script shows."""

from django.utils.translation import gettext as _


def sentences() -> dict[str, str]:
    """The sentences in the active language, by the name that the script uses."""
    return {
        "sending": _("Sending …"),
        "waiting": _("Your vote is safe on this phone. It will be sent as soon as there is a network again."),
        "saved": _("Saved. Only you see your answer."),
        "saved_at": _("Saved at {time}. Only you see your answer."),
        "changing": _("Your earlier answer counts until you vote anew."),
        "counted": _("Your vote is in."),
        "counted_at": _("Your vote is in. Saved at {time}."),
        "please_change": _("Please put your words differently. The facilitator has sent them back; your vote counts all the same."),
        "late": _("Not counted: the vote was already closed."),
        "late_at": _("Not counted: arrived at {time}, the end was at {end}."),
        "late_change": _("Your change came too late. Your earlier answer counts."),
        "unsure": _("The network was gone just then. Whether your answer still counted can’t be looked up any more."),
        "unsure_change": _("Whether your change still counted can’t be looked up any more. If not, your earlier answer counts."),
        "held": _("The vote was closed before you sent this."),
        "held_result": _("The result is there. The vote was closed before you sent this."),
        "result": _("The result: {}"),
        "question": _("New question: {}"),
        "stood": _("Before the discussion you stood {phrase}."),
        "you": _("you"),
        "your_answer": _("your answer"),
    }
