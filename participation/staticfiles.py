"""Static files with hashed names, also inside JavaScript modules, so that browsers keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
