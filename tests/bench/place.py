"""A Convoke of one's own: configuration, store and a user."""
from pathlib import Path

from machine import CONVOKE, timed


class Place:
    def __init__(self, folder, **settings):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config = self.folder / "convoke.conf"
        self.store = self.folder / "convoke.db"
        self.configure(**settings)
        if not self.store.exists():
            self.convoke("user", "add", "bench", "--email", "bench@example.org")

    def configure(self, transport=None, listen="127.0.0.1:0", more=""):
        self.config.write_text(f"""[server]
listen = {listen}
[store]
url = sqlite:{self.store}
[mail]
transport = {transport or f"maildir:{self.folder / 'mail'}"}
merge_window = 0
[reminders]
before = 1h
[limits]
recipients_per_hour = 100000000
changes_per_ten_minutes = 100000000
[log]
level = error
{more}""")

    def command(self, *arguments):
        return [CONVOKE, "--config", str(self.config), *arguments]

    def convoke(self, *arguments):
        return timed(self.command(*arguments))
