"""Staff accounts are made by a colleague, never by a stranger."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Closed for sign-up; where somebody lands after the login depends on the role."""

    def is_open_for_signup(self, request):
        return False

    def populate_username(self, request, user):
        """There are no user names."""
