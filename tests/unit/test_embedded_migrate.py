"""Migrations are found in the table's order and filled with their service's name."""

from pathlib import Path

from cli import migrate
from contracts.deployment import Service


def test_folders_keep_their_order_and_files_go_by_name(tmp_path: Path) -> None:
    for name in ("b/002.sql", "b/001.sql", "a/001.sql", "a/note.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("SELECT 1")
    found = migrate.migrations(Service("it", migrations=("b", "a")), tmp_path)
    assert [migration.name for migration in found] == ["b/001.sql", "b/002.sql", "a/001.sql"]


def test_role_and_schema_are_the_services_name() -> None:
    migration = migrate.Migration("seller", "001.sql", "GRANT SELECT ON {{schema}}.thing TO {{role}}")
    assert migrate.filled(migration) == "GRANT SELECT ON seller.thing TO seller"
