/* Tasks and journal entries: kept as they are, and nothing else happens. */
#include "world.h"

#define HEAD "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
#define FOOT "END:VCALENDAR\r\n"
#define LINES(uid)                                                       \
    "UID:" uid "\r\nDTSTAMP:20260101T000000Z\r\n"                        \
    "DTSTART:20260310T100000Z\r\nORGANIZER:mailto:alice@example.org\r\n" \
    "ATTENDEE:mailto:guest@example.net\r\n"
#define TASK    HEAD "BEGIN:VTODO\r\n" LINES("item") "SUMMARY:a\r\nEND:VTODO\r\n" FOOT
#define CHANGED HEAD "BEGIN:VTODO\r\n" LINES("item") "SUMMARY:b\r\nEND:VTODO\r\n" FOOT
#define JOURNAL HEAD "BEGIN:VJOURNAL\r\n" LINES("item") "END:VJOURNAL\r\n" FOOT
#define EVENT   HEAD "BEGIN:VEVENT\r\n" LINES("item") "END:VEVENT\r\n" FOOT

static struct object *object_of(struct world *w, const char *uid)
{
    struct error err = {0};
    OWN(tx) tx = store_read(world_store(w), &err);
    return store_object_by_uid(tx, world_alice(w), 0, uid, &err);
}

/* As a calendar program puts it. */
static enum change_outcome put(struct world *w, const char *text, struct error *err)
{
    struct change c = {.kind = CHANGE_PUT,
                       .text = span_of(text),
                       .name = "item.ics",
                       .at_name = true,
                       .exact = true,
                       .tell = true,
                       .adopt = true};
    enum change_outcome outcome = world_do(w, &c);
    *err = c.err;
    return outcome;
}

TEST(a_task_is_kept_byte_for_byte_without_room_mail_or_reminder)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct error err = {0};
    CHECK_INT(put(w, TASK, &err), CHANGE_CREATED);
    OWN(object) o = object_of(w, "item");
    CHECK_STR(o->text, TASK);
    CHECK_INT(o->component, COMPONENT_TODO);
    CHECK_INT(o->starts, 1773136800 - 1);
    OWN(meeting) m = world_meeting(w, "item");
    CHECK(!m);
    CHECK_INT(world_waiting(w), 0);
    OWN(tx) tx = store_read(world_store(w), &err);
    OWN(reminder) r = store_reminder(tx, world_alice(w), "item", &err);
    CHECK(!r);
}

TEST(a_task_is_changed_left_and_removed_like_an_event)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct error err = {0};
    CHECK_INT(put(w, TASK, &err), CHANGE_CREATED);
    OWN(object) first = object_of(w, "item");
    CHECK_INT(put(w, TASK, &err), CHANGE_UNCHANGED);
    CHECK_INT(put(w, CHANGED, &err), CHANGE_UPDATED);
    OWN(object) second = object_of(w, "item");
    CHECK_STR(second->text, CHANGED);
    CHECK(second->change_number > first->change_number);
    struct change stale = {.kind = CHANGE_PUT, .text = span_of(TASK), .if_match = first->etag};
    CHECK_INT(world_do(w, &stale), CHANGE_FAILED);
    CHECK_INT(stale.err.kind, FAULT_PRECONDITION);
    struct change detach = {.kind = CHANGE_DETACH, .uid = "item"};
    CHECK_INT(world_do(w, &detach), CHANGE_UNCHANGED);
    CHECK_INT(world_delete(w, "item"), CHANGE_DELETED);
    CHECK_INT(world_waiting(w), 0);
}

TEST(a_journal_entry_is_kept_as_one)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct error err = {0};
    CHECK_INT(put(w, JOURNAL, &err), CHANGE_CREATED);
    OWN(object) o = object_of(w, "item");
    CHECK_STR(o->text, JOURNAL);
    CHECK_INT(o->component, COMPONENT_JOURNAL);
}

TEST(a_uid_stays_with_its_kind)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct error err = {0};
    CHECK_INT(put(w, EVENT, &err), CHANGE_CREATED);
    CHECK_INT(put(w, TASK, &err), CHANGE_FAILED);
    CHECK_STR(err.rule, "valid-calendar-object-resource");
    OWN(object) o = object_of(w, "item");
    CHECK_INT(o->component, COMPONENT_EVENT);
}

/* What an event leaves behind under its UID is about the event. */
TEST(a_task_with_the_uid_of_a_removed_event_does_not_stop_its_cancellation)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct error err = {0};
    CHECK_INT(put(w, EVENT, &err), CHANGE_CREATED);
    OWN_CHARS invited = world_sent(w);
    CHECK_STR(invited, "guest@example.net REQUEST 0 -\n");
    CHECK_INT(world_delete(w, "item"), CHANGE_DELETED);
    CHECK_INT(put(w, TASK, &err), CHANGE_CREATED);
    OWN_CHARS cancelled = world_sent(w);
    CHECK_STR(cancelled, "guest@example.net CANCEL 1 -\n");
    struct remind_report report = {0};
    world_clock(w, "2026-03-10T09:59:00Z");
    CHECK_OK(change_remind(world_pipeline(w), clock_now(), false, NULL, NULL, &report, &err), &err);
    CHECK_INT(report.reminders, 0);
}

TEST(a_message_is_kept_under_no_name)
{
    static const char *const texts[] = {
        HEAD "METHOD:REQUEST\r\nBEGIN:VEVENT\r\n" LINES("item") "END:VEVENT\r\n" FOOT,
        HEAD "METHOD:PUBLISH\r\nBEGIN:VTODO\r\n" LINES("item") "END:VTODO\r\n" FOOT,
    };
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    for (size_t i = 0; i < LENGTH(texts); i++) {
        struct error err = {0};
        CHECK_INT(put(w, texts[i], &err), CHANGE_FAILED);
        CHECK_STR(err.rule, "valid-calendar-object-resource");
        CHECK(strstr(err.said, "METHOD:"));
    }
    CHECK_INT(world_put(w, texts[0]), CHANGE_CREATED);
    CHECK_INT(world_put(w, texts[1]), CHANGE_FAILED);
}

static bool add_calendar(struct tx *tx, void *with, struct error *err)
{
    struct calendar *c = with;
    return store_calendar_add(tx, c, &c->id, err);
}

TEST(a_calendar_takes_what_it_was_made_for)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct error err = {0};
    OWN(calendar) tasks = calendar_new(world_alice(w), "tasks");
    tasks->components = COMPONENT_TODO;
    CHECK_OK(store_write_one(world_store(w), add_calendar, tasks, &err), &err);
    struct change event = {.kind = CHANGE_PUT, .calendar = tasks->id, .text = span_of(EVENT)};
    CHECK_INT(world_do(w, &event), CHANGE_FAILED);
    CHECK_STR(event.err.rule, "supported-calendar-component");
    CHECK_STR(world_said(w), "The calendar tasks takes no event.");
    struct change task = {.kind = CHANGE_PUT, .calendar = tasks->id, .text = span_of(TASK)};
    CHECK_INT(world_do(w, &task), CHANGE_CREATED);
}

RUN_TESTS(CASE(a_task_is_kept_byte_for_byte_without_room_mail_or_reminder),
          CASE(a_task_is_changed_left_and_removed_like_an_event),
          CASE(a_journal_entry_is_kept_as_one), CASE(a_uid_stays_with_its_kind),
          CASE(a_task_with_the_uid_of_a_removed_event_does_not_stop_its_cancellation),
          CASE(a_message_is_kept_under_no_name), CASE(a_calendar_takes_what_it_was_made_for))
