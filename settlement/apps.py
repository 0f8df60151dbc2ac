from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SettlementConfig(AppConfig):
    name = "settlement"
    verbose_name = "Settlement"

    def ready(self) -> None:
        from settlement.accounts.roles import make_groups  # noqa: PLC0415 - models load after apps

        post_migrate.connect(make_groups, dispatch_uid="roles")
