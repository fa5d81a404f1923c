"""Staff accounts are made by a colleague, never by a stranger."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Closed for sign-up; where somebody lands after the login depends on the role."""

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """What can't even be read as an address is none to go on to."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def populate_username(self, request, user):
        """There are no user names."""
