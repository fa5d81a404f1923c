"""Everything that changes proposals: writing, steps, supports, answers, deletion."""

from .answering import DraftChanged, draft_response, publish_response, sign_response
from .assessing import assess, assessment_seen
from .assigning import assign
from .correcting import correct_response, correction_seen, sign_correction
from .declining import appeal, decline
from .forgetting import clear, erase, forget
from .lots import offer_lots
from .merging import leave, merge
from .milestones import achieve_milestone, drop_milestone, plan_milestone
from .offering import decide_offer, lapse_offers
from .rating import rate
from .steps import WITH_OWN_FUNCTION, facts_of, hand_over, last_released, transition
from .supporting import SupportChange, show_supports, support, support_publicly
from .writing import Sent, create, resubmit

__all__ = [
    "DraftChanged",
    "WITH_OWN_FUNCTION",
    "Sent",
    "SupportChange",
    "achieve_milestone",
    "appeal",
    "assess",
    "assign",
    "assessment_seen",
    "clear",
    "correct_response",
    "correction_seen",
    "create",
    "decide_offer",
    "decline",
    "draft_response",
    "drop_milestone",
    "erase",
    "facts_of",
    "forget",
    "hand_over",
    "lapse_offers",
    "last_released",
    "leave",
    "merge",
    "offer_lots",
    "plan_milestone",
    "publish_response",
    "rate",
    "resubmit",
    "show_supports",
    "sign_correction",
    "sign_response",
    "support",
    "support_publicly",
    "transition",
]
