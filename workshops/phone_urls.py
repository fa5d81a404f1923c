from django.urls import path

from . import joining, phone

urlpatterns = [
    path("j/", joining.join_code, name="join_code"),
    path("j/<str:code>/", joining.join, name="join"),
    path("w/<slug:room>/", phone.phone, name="phone"),
    path("w/<slug:room>/mine/", phone.mine, name="phone_mine"),
    path("w/<slug:room>/mine.json", phone.export, name="phone_export"),
    path("w/<slug:room>/erase/", phone.erase, name="phone_erase"),
]
