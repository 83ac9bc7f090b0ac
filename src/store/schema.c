/* The tables, as numbered steps. A step that was released is never changed again. */
#include "internal.h"

static const char *const version_1[] = {
    /* The last number given of each series; ids never come again, so that orders hold. */
    "CREATE TABLE numbers ("
    " series TEXT NOT NULL PRIMARY KEY,"
    " last INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE settings ("
    " name TEXT NOT NULL PRIMARY KEY,"
    " value TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE accounts ("
    " id INTEGER NOT NULL PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " display TEXT,"
    " tz TEXT,"
    " password_hash TEXT,"
    " by_mail INTEGER NOT NULL,"
    " held_since INTEGER NOT NULL,"
    " held_why TEXT"
    ") STRICT",

    "CREATE TABLE addresses ("
    " account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
    " position INTEGER NOT NULL,"
    " address TEXT NOT NULL UNIQUE,"
    " PRIMARY KEY (account, position)"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE calendars ("
    " account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
    " id INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " display TEXT,"
    " description TEXT,"
    " color TEXT,"
    " policy INTEGER NOT NULL,"
    " min_duration_s INTEGER NOT NULL,"
    " all_day INTEGER NOT NULL,"
    " rooms INTEGER NOT NULL,"
    " change_number INTEGER NOT NULL,"
    " changed INTEGER NOT NULL,"
    " PRIMARY KEY (account, id),"
    " UNIQUE (account, name)"
    ") STRICT, WITHOUT ROWID",

    /* id: the calendar's change number when the object came. text is bytes: nobody has promised
     * that it is well-formed. is_long: spans more than a range query looks back for. */
    "CREATE TABLE objects ("
    " account INTEGER NOT NULL,"
    " calendar INTEGER NOT NULL,"
    " uid TEXT NOT NULL,"
    " id INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " etag TEXT NOT NULL,"
    " hash BLOB NOT NULL,"
    " change_number INTEGER NOT NULL,"
    " created INTEGER NOT NULL,"
    " changed INTEGER NOT NULL,"
    " starts INTEGER NOT NULL,"
    " ends INTEGER NOT NULL,"
    " is_long INTEGER NOT NULL,"
    " is_recurring INTEGER NOT NULL,"
    " is_ours INTEGER NOT NULL,"
    " text BLOB NOT NULL,"
    " PRIMARY KEY (account, uid, calendar),"
    " UNIQUE (account, calendar, name),"
    " FOREIGN KEY (account, calendar) REFERENCES calendars (account, id) ON DELETE CASCADE"
    ") STRICT",
    "CREATE INDEX objects_span ON objects (account, calendar, starts, id, ends)",
    "CREATE INDEX objects_long ON objects (account, calendar, ends) WHERE is_long = 1",

    "CREATE TABLE tombstones ("
    " account INTEGER NOT NULL,"
    " calendar INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " uid TEXT NOT NULL,"
    " change_number INTEGER NOT NULL,"
    " removed INTEGER NOT NULL,"
    " PRIMARY KEY (account, calendar, name),"
    " FOREIGN KEY (account, calendar) REFERENCES calendars (account, id) ON DELETE CASCADE"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE meetings ("
    " account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
    " uid TEXT NOT NULL,"
    " code TEXT NOT NULL UNIQUE,"
    " provider TEXT NOT NULL,"
    " room TEXT NOT NULL,"
    " url TEXT NOT NULL,"
    " link TEXT NOT NULL,"
    " per_occurrence INTEGER NOT NULL,"
    " state INTEGER NOT NULL,"
    " starts INTEGER NOT NULL,"
    " ends INTEGER NOT NULL,"
    " created INTEGER NOT NULL,"
    " PRIMARY KEY (account, uid)"
    ") STRICT, WITHOUT ROWID",

    /* uses: how many told states stand for the text. */
    "CREATE TABLE told_texts ("
    " account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
    " hash BLOB NOT NULL,"
    " uses INTEGER NOT NULL,"
    " text BLOB NOT NULL,"
    " PRIMARY KEY (account, hash)"
    ") STRICT",

    "CREATE TABLE told ("
    " account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
    " uid TEXT NOT NULL,"
    " attendee TEXT NOT NULL,"
    " key TEXT NOT NULL,"
    " sequence INTEGER NOT NULL,"
    " revision BLOB NOT NULL,"
    " is_cancelled INTEGER NOT NULL,"
    " text_hash BLOB,"
    " thread_id TEXT,"
    " at INTEGER NOT NULL,"
    " PRIMARY KEY (account, uid, attendee, key)"
    ") STRICT, WITHOUT ROWID",

    /* turn: 1 for the first unfinished row of its line while its account is not held, so that a
     * claim looks at nothing that it cannot take. account is no foreign key: the operator's
     * notices have 0. finished: INSTANT_NEVER until it is. */
    "CREATE TABLE parcels ("
    " account INTEGER NOT NULL,"
    " id INTEGER NOT NULL,"
    " kind TEXT NOT NULL,"
    " uid TEXT,"
    " key TEXT NOT NULL,"
    " recipient TEXT NOT NULL,"
    " line TEXT NOT NULL,"
    " facts TEXT,"
    " state INTEGER NOT NULL,"
    " turn INTEGER NOT NULL,"
    " created INTEGER NOT NULL,"
    " due INTEGER NOT NULL,"
    " expires INTEGER NOT NULL,"
    " leased_until INTEGER NOT NULL,"
    " finished INTEGER NOT NULL,"
    " attempts INTEGER NOT NULL,"
    " sender TEXT,"
    " message_id TEXT,"
    " answer TEXT,"
    " bytes BLOB,"
    " PRIMARY KEY (account, id)"
    ") STRICT",
    "CREATE UNIQUE INDEX parcels_id ON parcels (id)",
    "CREATE INDEX parcels_turn ON parcels (due, id, leased_until) WHERE turn = 1",
    "CREATE INDEX parcels_leased ON parcels (leased_until) WHERE leased_until > 0",
    "CREATE INDEX parcels_line ON parcels (account, line, id) WHERE state < 2",
    "CREATE INDEX parcels_finished ON parcels (finished) WHERE state >= 2",

    /* What was told at an instant, for the caps. */
    "CREATE TABLE tellings ("
    " account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
    " at INTEGER NOT NULL,"
    " changes INTEGER NOT NULL,"
    " recipients INTEGER NOT NULL,"
    " PRIMARY KEY (account, at)"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE decisions ("
    " account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
    " uid TEXT NOT NULL,"
    " id INTEGER NOT NULL,"
    " key TEXT,"
    " recipient TEXT,"
    " rule TEXT NOT NULL,"
    " said TEXT NOT NULL,"
    " at INTEGER NOT NULL,"
    " PRIMARY KEY (account, uid, id)"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX decisions_at ON decisions (at)",

    "CREATE TABLE reminders ("
    " account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
    " uid TEXT NOT NULL,"
    " key TEXT NOT NULL,"
    " start INTEGER NOT NULL,"
    " before_s INTEGER NOT NULL,"
    " due INTEGER NOT NULL,"
    " PRIMARY KEY (account, uid)"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX reminders_due ON reminders (due)",

    /* The ledger: who was reminded of exactly what. */
    "CREATE TABLE reminded ("
    " account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
    " uid TEXT NOT NULL,"
    " key TEXT NOT NULL,"
    " start INTEGER NOT NULL,"
    " before_s INTEGER NOT NULL,"
    " recipient TEXT NOT NULL,"
    " PRIMARY KEY (account, uid, key, start, before_s, recipient)"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX reminded_start ON reminded (start)",

    "CREATE TABLE unsubscribed ("
    " address TEXT NOT NULL PRIMARY KEY"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE feeds ("
    " account INTEGER NOT NULL,"
    " id INTEGER NOT NULL,"
    " calendar INTEGER NOT NULL,"
    " token_hash BLOB NOT NULL UNIQUE,"
    " scope INTEGER NOT NULL,"
    " label TEXT,"
    " created INTEGER NOT NULL,"
    " revoked INTEGER NOT NULL,"
    " last_used INTEGER NOT NULL,"
    " PRIMARY KEY (account, id),"
    " FOREIGN KEY (account, calendar) REFERENCES calendars (account, id) ON DELETE CASCADE"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX feeds_calendar ON feeds (account, calendar)",
    NULL,
};

/* What a mail says stands beside its row, so that a lease or an answer does not write it again; and
 * rows stand in the order of their ids, which no two accounts share: that saves an index. */
static const char *const version_2[] = {
    "ALTER TABLE parcels RENAME TO parcels_1",
    "CREATE TABLE parcels ("
    " id INTEGER NOT NULL PRIMARY KEY,"
    " account INTEGER NOT NULL,"
    " kind TEXT NOT NULL,"
    " uid TEXT,"
    " key TEXT NOT NULL,"
    " recipient TEXT NOT NULL,"
    " line TEXT NOT NULL,"
    " facts TEXT,"
    " state INTEGER NOT NULL,"
    " turn INTEGER NOT NULL,"
    " created INTEGER NOT NULL,"
    " due INTEGER NOT NULL,"
    " expires INTEGER NOT NULL,"
    " leased_until INTEGER NOT NULL,"
    " finished INTEGER NOT NULL,"
    " attempts INTEGER NOT NULL,"
    " sender TEXT,"
    " message_id TEXT,"
    " answer TEXT,"
    " UNIQUE (account, id)"
    ") STRICT",
    "CREATE TABLE parcel_bytes ("
    " id INTEGER NOT NULL PRIMARY KEY,"
    " account INTEGER NOT NULL,"
    " bytes BLOB NOT NULL,"
    " FOREIGN KEY (account, id) REFERENCES parcels (account, id) ON DELETE CASCADE"
    ") STRICT",
    "INSERT INTO parcels (account, id, kind, uid, key, recipient, line, facts, state, turn, created,"
    " due, expires, leased_until, finished, attempts, sender, message_id, answer)"
    " SELECT account, id, kind, uid, key, recipient, line, facts, state, turn, created, due,"
    " expires, leased_until, finished, attempts, sender, message_id, answer FROM parcels_1",
    "INSERT INTO parcel_bytes (account, id, bytes)"
    " SELECT account, id, bytes FROM parcels_1 WHERE bytes IS NOT NULL",
    "DROP TABLE parcels_1", /* and its indexes */
    "CREATE INDEX parcels_turn ON parcels (due, id, leased_until) WHERE turn = 1",
    "CREATE INDEX parcels_leased ON parcels (leased_until) WHERE leased_until > 0",
    "CREATE INDEX parcels_line ON parcels (account, line, id) WHERE state < 2",
    "CREATE INDEX parcels_finished ON parcels (finished) WHERE state >= 2",
    NULL,
};

/* What CalDAV needs. components: enum component, as bits. forgotten: tombstones up to this change
 * number are gone. properties: of the home (calendar 0, object ''), of a calendar (object '') or of
 * an object; value is the element as XML. */
static const char *const version_3[] = {
    "ALTER TABLE calendars ADD COLUMN kind INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE calendars ADD COLUMN components INTEGER NOT NULL DEFAULT 7",
    "ALTER TABLE calendars ADD COLUMN timezone TEXT",
    "ALTER TABLE calendars ADD COLUMN position INTEGER",
    "ALTER TABLE calendars ADD COLUMN is_transparent INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE calendars ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE objects ADD COLUMN component INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE objects ADD COLUMN schedule_tag TEXT",
    "CREATE INDEX objects_changed ON objects (account, calendar, change_number)",
    "CREATE INDEX tombstones_changed ON tombstones (account, calendar, change_number)",

    "CREATE TABLE properties ("
    " account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
    " calendar INTEGER NOT NULL,"
    " object TEXT NOT NULL,"
    " ns TEXT NOT NULL,"
    " name TEXT NOT NULL,"
    " value TEXT NOT NULL,"
    " PRIMARY KEY (account, calendar, object, ns, name)"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE app_passwords ("
    " account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
    " id INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " hash BLOB NOT NULL UNIQUE,"
    " created INTEGER NOT NULL,"
    " last_used INTEGER NOT NULL,"
    " PRIMARY KEY (account, id)"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE shares ("
    " account INTEGER NOT NULL,"
    " calendar INTEGER NOT NULL,"
    " reader INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
    " may_write INTEGER NOT NULL,"
    " PRIMARY KEY (account, calendar, reader),"
    " FOREIGN KEY (account, calendar) REFERENCES calendars (account, id) ON DELETE CASCADE"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX shares_reader ON shares (reader)",
    NULL,
};

/* What scheduling and fast listings need. length: how far a range query looks back for it: 0: two
 * days; 2: 18 weeks; 3: a year; 1: whatever it takes, by its end. objects_changed holds all that a
 * listing says, so that none reads the rows with their texts. outcomes: what became of messages
 * about an event while others are still on their way. */
static const char *const version_4[] = {
    "ALTER TABLE accounts ADD COLUMN default_calendar INTEGER",
    "CREATE INDEX calendars_inboxes ON calendars (account, id) WHERE kind = 1",
    "ALTER TABLE calendars ADD COLUMN display_language TEXT",
    "ALTER TABLE calendars ADD COLUMN description_language TEXT",
    "UPDATE objects SET schedule_tag = etag WHERE is_ours = 0 OR EXISTS (SELECT 1 FROM told"
    " WHERE told.account = objects.account AND told.uid = objects.uid)",
    "ALTER TABLE objects RENAME COLUMN is_long TO length",
    "UPDATE objects SET length = CASE WHEN ends - starts <= 172800 THEN 0"
    " WHEN ends - starts <= 10886400 THEN 2 WHEN ends - starts <= 31622400 THEN 3 ELSE 1 END"
    " WHERE starts > -9223372036854775807 AND ends < 9223372036854775807",
    "DROP INDEX objects_long",
    "CREATE INDEX objects_long ON objects (account, calendar, ends, starts) WHERE length = 1",
    "CREATE INDEX objects_weeks ON objects (account, calendar, starts, id, ends) WHERE length = 2",
    "CREATE INDEX objects_year ON objects (account, calendar, starts, id, ends) WHERE length = 3",
    "ALTER TABLE objects ADD COLUMN size_bytes INTEGER NOT NULL DEFAULT 0",
    "UPDATE objects SET size_bytes = length(text)",
    "DROP INDEX objects_changed",
    "CREATE INDEX objects_changed ON objects (account, calendar, change_number, name, uid, etag,"
    " schedule_tag, id, created, changed, size_bytes, component)",
    "CREATE TABLE outcomes ("
    " account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
    " uid TEXT NOT NULL,"
    " address TEXT NOT NULL,"
    " key TEXT NOT NULL,"
    " status TEXT NOT NULL,"
    " PRIMARY KEY (account, uid, address, key)"
    ") STRICT, WITHOUT ROWID",
    NULL,
};

/* What the door of the room needs. */
static const char *const version_5[] = {
    "CREATE TABLE knocks ("
    " account INTEGER NOT NULL,"
    " uid TEXT NOT NULL,"
    " hash BLOB NOT NULL,"
    " key TEXT NOT NULL,"
    " name TEXT NOT NULL,"
    " at INTEGER NOT NULL,"
    " state INTEGER NOT NULL,"
    " PRIMARY KEY (account, uid, hash),"
    " FOREIGN KEY (account, uid) REFERENCES meetings (account, uid) ON DELETE CASCADE"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX knocks_at ON knocks (at)",
    "ALTER TABLE calendars ADD COLUMN guests INTEGER NOT NULL DEFAULT -1",
    "ALTER TABLE calendars ADD COLUMN lobby_page INTEGER NOT NULL DEFAULT -1",
    "ALTER TABLE meetings ADD COLUMN was_starts INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE meetings ADD COLUMN was_ends INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE meetings ADD COLUMN room_told TEXT",
    "ALTER TABLE meetings ADD COLUMN room_fault TEXT",
    "ALTER TABLE calendars ADD COLUMN provider TEXT",
    "CREATE TABLE link_counters ("
    " account INTEGER NOT NULL,"
    " uid TEXT NOT NULL,"
    " address TEXT NOT NULL,"
    " counter INTEGER NOT NULL,"
    " PRIMARY KEY (account, uid, address),"
    " FOREIGN KEY (account, uid) REFERENCES meetings (account, uid) ON DELETE CASCADE"
    ") STRICT, WITHOUT ROWID",
    "CREATE TABLE sessions ("
    " account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
    " hash BLOB NOT NULL UNIQUE,"
    " created INTEGER NOT NULL,"
    " last_used INTEGER NOT NULL,"
    " expires INTEGER NOT NULL,"
    " PRIMARY KEY (account, hash)"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX sessions_expires ON sessions (expires)",
    "CREATE INDEX meetings_room ON meetings (room)",
    "ALTER TABLE meetings ADD COLUMN recordings INTEGER NOT NULL DEFAULT 1",

    /* What was held of a meeting: one row an occurrence, by the start that it had then. */
    "CREATE TABLE sittings ("
    " account INTEGER NOT NULL,"
    " uid TEXT NOT NULL,"
    " starts INTEGER NOT NULL,"
    " key TEXT NOT NULL,"
    " ends INTEGER NOT NULL,"
    " opens INTEGER NOT NULL,"
    " closes INTEGER NOT NULL,"
    " planned INTEGER NOT NULL,"
    " state INTEGER NOT NULL,"
    " by_clock INTEGER NOT NULL,"
    " started INTEGER NOT NULL,"
    " ended INTEGER NOT NULL,"
    " last_start INTEGER NOT NULL,"
    " last_end INTEGER NOT NULL,"
    " last_end_of INTEGER NOT NULL,"
    " PRIMARY KEY (account, uid, starts, key),"
    " FOREIGN KEY (account, uid) REFERENCES meetings (account, uid) ON DELETE CASCADE"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX sittings_closing ON sittings (closes) WHERE state = 0",
    "CREATE TABLE attendance ("
    " account INTEGER NOT NULL,"
    " uid TEXT NOT NULL,"
    " starts INTEGER NOT NULL,"
    " key TEXT NOT NULL,"
    " who TEXT NOT NULL,"
    " at INTEGER NOT NULL,"
    " kind INTEGER NOT NULL,"
    " token TEXT,"
    " address TEXT,"
    " name TEXT,"
    " role TEXT,"
    " how TEXT NOT NULL,"
    " PRIMARY KEY (account, uid, starts, key, who, at, kind),"
    " FOREIGN KEY (account, uid, starts, key) REFERENCES sittings (account, uid, starts, key)"
    "  ON DELETE CASCADE"
    ") STRICT, WITHOUT ROWID",
    "CREATE TABLE recordings ("
    " account INTEGER NOT NULL,"
    " uid TEXT NOT NULL,"
    " url TEXT NOT NULL,"
    " at INTEGER NOT NULL,"
    " size_bytes INTEGER NOT NULL,"
    " seconds INTEGER NOT NULL,"
    " format TEXT,"
    " PRIMARY KEY (account, uid, url),"
    " FOREIGN KEY (account, uid) REFERENCES meetings (account, uid) ON DELETE CASCADE"
    ") STRICT, WITHOUT ROWID",
    "CREATE TABLE hooks_seen ("
    " source TEXT NOT NULL,"
    " id TEXT NOT NULL,"
    " at INTEGER NOT NULL,"
    " PRIMARY KEY (source, id)"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX hooks_seen_at ON hooks_seen (at)",
    NULL,
};

/* What people in a room show while they are there. */
static const char *const version_6[] = {
    "CREATE TABLE signals ("
    " account INTEGER NOT NULL,"
    " uid TEXT NOT NULL,"
    " starts INTEGER NOT NULL,"
    " key TEXT NOT NULL,"
    " who TEXT NOT NULL,"
    " kind INTEGER NOT NULL,"
    " at INTEGER NOT NULL,"
    " is_on INTEGER NOT NULL,"
    " PRIMARY KEY (account, uid, starts, key, who, kind),"
    " FOREIGN KEY (account, uid, starts, key) REFERENCES sittings (account, uid, starts, key)"
    "  ON DELETE CASCADE"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX sittings_closed ON sittings (closes) WHERE state = 1",
    "ALTER TABLE meetings ADD COLUMN lobby INTEGER NOT NULL DEFAULT -1",
    "ALTER TABLE meetings ADD COLUMN password TEXT",
    "ALTER TABLE meetings ADD COLUMN seats INTEGER NOT NULL DEFAULT -1",
    NULL,
};

const struct migration store_migrations[] = {
    {version_1}, {version_2}, {version_3}, {version_4}, {version_5}, {version_6},
};
const size_t store_nmigrations = LENGTH(store_migrations);
