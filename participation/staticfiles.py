"""Static files with a hash in their name, so that browsers can cache them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites the imports of our JavaScript modules to hashed names."""

    support_js_module_import_aggregation = True
    # Only our own modules, because those of other packages may import names that are no files.
    _js_module_import_aggregation_patterns = ("js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1])
