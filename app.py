"""The composition root: it builds the application from its rooms and holds no rule."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

import config
from accounts import api as account_api
from accounts import api_passes as account_passes_api
from accounts import commands as account_commands
from accounts import loading
from accounts import pages as account_pages
from core import database, error_pages, i18n, pages, security
from core.access import login_manager
from core.api import ProblemApi
from distribution import api as distribution_api
from distribution import commands_proofs, proof_models, proof_store
from distribution import models as distribution_models
from distribution import views as distribution_views
from donations import api as donation_api
from donations import models as donation_models
from donations import views as donation_views
from inventory import api_codes as inventory_codes_api
from inventory import api_labels as inventory_labels_api
from inventory import api_setup as inventory_setup_api
from inventory import api_stock as inventory_stock_api
from inventory import commands as inventory_commands
from inventory import ledger_models, models, stocktake_api, stocktake_models
from inventory import views as inventory_views
from operations import api as operation_api
from operations import commands_demo, commands_imports
from operations import models as operation_models
from operations import views as operation_views
from reports import api as report_api
from reports import commands as report_commands
from reports import views as report_views
from scanning import api as scanning_api
from scanning import demo as scanning_demo
from scanning import models as scanning_models
from scanning import pages as scanning_pages

PAGES = (
    account_pages.bp,
    inventory_views.bp,
    donation_views.bp,
    distribution_views.bp,
    operation_views.bp,
    scanning_pages.bp,
    report_views.bp,
)
APIS = (
    account_api.api_bp,
    account_passes_api.api_bp,
    donation_api.api_bp,
    distribution_api.api_bp,
    inventory_stock_api.api_bp,
    inventory_setup_api.api_bp,
    inventory_labels_api.api_bp,
    inventory_codes_api.api_bp,
    stocktake_api.api_bp,
    operation_api.api_bp,
    scanning_api.api_bp,
    report_api.api_bp,
)
COMMANDS = (
    account_commands.users,
    account_commands.tokens,
    inventory_commands.stock,
    inventory_commands.areas,
    inventory_commands.sites,
    inventory_commands.labels,
    commands_proofs.deliveries,
    commands_demo.demo,
    commands_imports.imports,
    report_commands.report,
)
DEMO_SCENES = (scanning_demo.on_phones,)
"""Told after the story of the demo county."""
MODELS = (
    models,
    ledger_models,
    stocktake_models,
    donation_models,
    distribution_models,
    proof_models,
    operation_models,
    scanning_models,
)
"""Imported so that their tables are known to the migrations."""
API_SETTINGS = {
    "API_TITLE": "Evernormal",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api",
    "OPENAPI_JSON_PATH": "openapi.json",
    "API_SPEC_OPTIONS": {
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "evernormal"},
            }
        }
    },
}


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The application. `settings` override the environment's (tests give a database and a secret)."""
    app = Flask(__name__)
    app.config.from_mapping(config.load() if settings is None or "SECRET_KEY" not in settings else {})
    app.config.from_mapping(settings or {})
    app.config.from_mapping(API_SETTINGS)
    app.json.sort_keys = False  # type: ignore[attr-defined] - answers keep the order of their schemas
    app.json.ensure_ascii = False  # type: ignore[attr-defined] - Chinese stays readable, and short
    _init_core(app)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    api = ProblemApi(app)
    for blueprint in APIS:
        api.register_blueprint(blueprint)
    error_pages.init_app(app)  # after the API, whose own handler of HTTP errors it replaces
    app.extensions[commands_demo.SCENES] = DEMO_SCENES
    for group in COMMANDS:
        app.cli.add_command(group)
    return app


def _init_core(app: Flask) -> None:
    database.init_app(app)
    login_manager.init_app(app)
    loading.init_app(app)
    i18n.init_app(app)
    security.init_app(app)
    pages.init_app(app)
    proof_store.init_app(app)
