"""Update the catalogues from the code and the templates, list what has no translation, and compile them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from participation.management.catalogue import update


class Command(BaseCommand):
    help = "Bring participation/locale up to date with the code and templates, and compile it."

    def handle(self, **options: Any) -> None:
        for file in settings.LOCALE_PATHS[0].glob("*/LC_MESSAGES/django.po"):
            language = file.parent.parent.name
            missing = sorted(set(update(settings.BASE_DIR, file, language)))
            self.stdout.write(f"{language}: {len(missing)} sentences without translation")
            for sentence in missing:
                self.stdout.write(f"  {sentence}")
