"""URLs of participants: joining, the phone's page and own data."""

from django.urls import path, re_path

from . import join_pages, phone

urlpatterns = [
    path("j/", join_pages.join_code, name="join_code"),
    path("j/<str:code>/", join_pages.join, name="join"),
    # A pasted link may end with a bracket, a blank or a full stop.
    re_path(r"^[jJ]/(?P<code>.+)$", join_pages.join, name="join_pasted"),
    re_path(r"^[jJ]/?$", join_pages.join_code, name="join_code_pasted"),
    path("w/<slug:room>/", phone.phone, name="phone"),
    path("w/<slug:room>/mine/", phone.mine, name="phone_mine"),
    path("w/<slug:room>/mine.json", phone.export, name="phone_export"),
    path("w/<slug:room>/hand-on/", phone.hand_on, name="phone_hand_on"),
    path("w/<slug:room>/erase/", phone.erase, name="phone_erase"),
]
