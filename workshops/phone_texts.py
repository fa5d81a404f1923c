"""What the phone's script says, in the reader's language."""

from django.utils.translation import gettext as _


def texts() -> dict[str, str]:
    return {
        "sending": _("Sending …"),
        "waiting": _("Your vote is safe on this phone. It will be sent as soon as there is a network again."),
        "saved": _("Saved. Only you see your answer."),
        "saved_at": _("Saved at {time}. Only you see your answer."),
        "changing": _("Your earlier answer counts until you vote anew."),
        "counted": _("Your vote is in."),
        "counted_at": _("Your vote is in. Saved at {time}."),
        "please_change": _("Please put your words differently. The facilitator has sent them back; your vote counts all the same."),
        "none": _("You didn’t vote this time. With the next question you’re in again."),
        "late": _("Not counted: the vote was already closed."),
        "late_at": _("Not counted: arrived at {time}, the end was at {end}."),
        "late_change": _("Your change came too late. Your earlier answer counts."),
        "held": _("The vote was closed before you sent this."),
        "down": _("No network. We keep trying."),
        "gone": _("This phone is no longer connected. Please scan the code again."),
        "question": _("New question: {title}"),
        "stood": _("Before the discussion you stood {phrase}."),
        "you": _("you"),
        "your_answer": _("your answer"),
        "receipt": _("Your proposal “{title}” and its private link"),
        "minute": _("One minute left."),
        "ten_seconds": _("Ten seconds left."),
        "time_up": _("Time is up."),
    }
