"""The pages of staff accounts. Of allauth we publish only the pages that we need, because every other one could be attacked."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from . import views
from .fresh import fresh

RESET = r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

urlpatterns = [
    path("home/", views.home_of_staff, name="home_of_staff"),
    path("account/", views.account, name="account"),
    path("i18n/setlang/", views.choose_language, name="set_language"),
    path("account/password/", fresh(views.password), name="password"),
    path("enter/<str:token>/", views.quick_login, name="quick_login"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/reset/", account.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(RESET, account.password_reset_from_key, name="account_reset_password_from_key"),
    path("accounts/password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("accounts/2fa/", mfa.index, name="mfa_index"),
    path("accounts/2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/2fa/totp/activate/", fresh(totp.activate_totp), name="mfa_activate_totp"),
    path("accounts/2fa/totp/deactivate/", fresh(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("accounts/2fa/recovery-codes/", fresh(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("accounts/2fa/recovery-codes/generate/", fresh(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("accounts/2fa/recovery-codes/download/", fresh(recovery_codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]
