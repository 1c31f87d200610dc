"""SQLite: connections, pragmas, migrations, commits, and the store over them."""
