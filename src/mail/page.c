#include "page.h"

#include "convoke/itip.h"
#include "convoke/meeting.h"

enum { DESCRIPTION_MOST = 6000, OLD_DESCRIPTION_MOST = 800, NAMES_MOST = 12 };

void page_free(struct page *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->nfacts; i++) {
        free(s->facts[i].now);
        free(s->facts[i].was);
    }
    char *strings[] = {s->lead,        s->title,           s->was_title, s->link,       s->was_link,
                       s->description, s->was_description, s->footer,    s->unsubscribe};
    for (size_t i = 0; i < LENGTH(strings); i++)
        free(strings[i]);
    for (size_t i = 0; i < ANSWERS; i++)
        free(s->answers[i]);
    free(s);
}

const struct vevent *letter_vevent(const struct letter *l)
{
    return l->occurrence && l->occurrence->from ? l->occurrence->from : event_main(l->event);
}

const struct occurrence *letter_occurrence(const struct letter *l, const struct event *e,
                                           struct occurrence *o_out)
{
    if (l->occurrence)
        return l->occurrence;
    const struct vevent *v = event_main(e);
    if (!v->recurrence || event_next(e, l->floating, l->date, RECUR_BUDGET, o_out) != RECUR_FOUND)
        return NULL;
    return o_out;
}

const char *letter_speaker_name(const struct letter *l)
{
    return l->guest ? l->guest->name : l->organizer_name;
}

const char *letter_speaker_address(const struct letter *l)
{
    return l->guest ? l->guest->address : l->organizer_address;
}

bool letter_is_from_us(const struct letter *l)
{
    return l->kind == MAIL_NOTICE || l->kind == MAIL_HOST;
}

const char *answer_label(enum letter_answer answer)
{
    static const char *const labels[ANSWERS] = {
        [ANSWER_ACCEPT] = "Accept",
        [ANSWER_TENTATIVE] = "Maybe",
        [ANSWER_DECLINE] = "Decline",
    };
    return labels[answer];
}

const char *answer_word(enum partstat answer)
{
    static const char *const words[] = {
        [PARTSTAT_NEEDS_ACTION] = "Open",   [PARTSTAT_ACCEPTED] = "Accepted",
        [PARTSTAT_DECLINED] = "Declined",   [PARTSTAT_TENTATIVE] = "Tentative",
        [PARTSTAT_DELEGATED] = "Delegated",
    };
    return words[answer];
}

/* --- one value each -------------------------------------------------------------------------- */

static char *one_line(const char *s)
{
    OWN(text) t = text_new();
    text_add_header(t, span_trim(span_of(s)));
    return text_len(t) ? text_take(t) : NULL;
}

static bool is_web_link(const char *s)
{
    struct span link = span_of(s);
    if (!span_starts_nocase(link, "https://") && !span_starts_nocase(link, "http://"))
        return false;
    for (size_t i = 0; i < link.len; i++)
        if ((unsigned char)link.at[i] <= ' ' || strchr("<>\"\\^`{|}", link.at[i]))
            return false;
    return true;
}

/* The link that an event carries, as a receiver of its text sees it. */
static const char *link_in(const struct vevent *v)
{
    for (size_t i = 0; i < v->nconferences; i++)
        if (v->conferences[i].uri && is_web_link(v->conferences[i].uri))
            return v->conferences[i].uri;
    if (v->url && is_web_link(v->url))
        return v->url;
    return v->location && is_web_link(v->location) ? v->location : NULL;
}

static char *or_none(char *value)
{
    return value ? value : mem_str("none");
}

/* A place; a location that is nothing but the link is shown as the link. */
static char *place_of(const struct vevent *v)
{
    char *place = one_line(v->location);
    if (place && is_web_link(place)) {
        free(place);
        return NULL;
    }
    return place;
}

/* The rule counts its days in the event's zone, which is named to a reader in another. */
static char *repeats_of(const struct letter *l, const struct vevent *v)
{
    const struct zone *own = v->start.zone;
    OWN(text) t = text_new();
    if (!v->recurrence)
        return NULL;
    if (!recurrence_add_words(v->recurrence, NULL, t))
        text_add_str(t, "on several dates");
    if (own && l->zone && !v->start.is_date && strcmp(zone_name(own), zone_name(l->zone)) != 0) {
        text_add_str(t, " (");
        text_add_header(t, span_of(zone_name(own)));
        text_add_char(t, ')');
    }
    return text_take(t);
}

static char *person_named(const char *name, const char *address)
{
    OWN(text) t = text_new();
    if (name && *name)
        text_add_header(t, span_of(name));
    if (address && *address && name && *name)
        text_addf(t, " <%s>", address);
    else if (address)
        text_add_header(t, span_of(address));
    return text_len(t) ? text_take(t) : NULL;
}

static char *guests_of(const struct vevent *v, const char *reader)
{
    OWN(text) t = text_new();
    size_t shown = 0;
    for (size_t i = 0; i < v->nattendees && shown < NAMES_MOST; i++) {
        const struct person *p = &v->attendees[i];
        bool is_reader = !strcmp(p->address, reader);
        const char *name = is_reader ? "you" : p->name && *p->name ? p->name : p->address;
        if (!*name)
            continue;
        text_add_str(t, shown++ ? ", " : "");
        text_add_header(t, span_of(name));
    }
    if (v->nattendees > NAMES_MOST)
        text_addf(t, " and %zu more", v->nattendees - NAMES_MOST);
    return text_len(t) ? text_take(t) : NULL;
}

static char *description_of(const struct vevent *v, size_t at_most)
{
    if (!v->description)
        return NULL;
    OWN_CHARS plain = meeting_plain_description(v->description);
    struct span s = span_trim(span_of(plain));
    OWN(text) t = text_new();
    size_t most = s.len;
    if (most > at_most)
        for (most = at_most; most && ((unsigned char)s.at[most] & 0xC0) == 0x80;)
            most--;
    for (size_t i = 0; i < most; i++)
        if (s.at[i] != '\r')
            text_add_char(t, s.at[i]);
    text_add_str(t, most < s.len ? " …" : "");
    return text_len(t) ? text_take(t) : NULL;
}

/* --- facts ----------------------------------------------------------------------------------- */

/* now and was become the page's; what has not changed is no fact of the past. */
static void add_fact(struct page *s, const char *name, char *now, char *was)
{
    if (was && now && !strcmp(was, now)) {
        free(was);
        was = NULL;
    }
    if (!now && was)
        now = mem_str("none");
    if (now)
        s->facts[s->nfacts++] = (struct fact){name, now, was};
}

static const struct vevent *vevent_before(const struct letter *l, int bit)
{
    return l->kind == MAIL_UPDATE && l->before && (l->changed & bit) ? event_main(l->before) : NULL;
}

static char *when_of(const struct letter *l, const struct event *e)
{
    struct occurrence next;
    OWN(text) t = text_new();
    mail_add_when(t, event_main(e), letter_occurrence(l, e, &next), l->zone, l->floating);
    return text_take(t);
}

/* Of an occurrence that was never told by itself: where it stood in the series. */
static char *when_before(const struct letter *l)
{
    const struct vevent *v = letter_vevent(l), *was = vevent_before(l, ITIP_WHEN);
    if (!was)
        return NULL;
    if (!v->is_override || was->is_override)
        return when_of(l, l->before);
    char key[20];
    struct occurrence o;
    vevent_key(v, key);
    if (event_occurrence(l->before, l->floating, key, &o) != RECUR_FOUND)
        return NULL;
    OWN(text) t = text_new();
    mail_add_when(t, was, &o, l->zone, l->floating);
    return text_take(t);
}

static char *series_date(const struct letter *l, const struct vevent *v)
{
    if (!v->is_override || l->occurrence)
        return NULL;
    struct vevent original = *v;
    OWN(text) t = text_new();
    original.start = original.end = v->recurrence_id;
    text_add_str(t, "only the date of ");
    when_add_short(t, &original, NULL, l->zone, l->floating);
    return text_take(t);
}

static void add_when_facts(struct page *s, const struct letter *l)
{
    struct occurrence next;
    const struct vevent *v = letter_vevent(l), *was = vevent_before(l, ITIP_WHEN);
    const struct occurrence *o = letter_occurrence(l, l->event, &next);
    bool later = o && !l->occurrence && o->start > moment_instant(&v->start, l->floating);
    add_fact(s, later ? "Next" : "When", when_of(l, l->event), when_before(l));
    if (!l->occurrence)
        add_fact(s, "Repeats", repeats_of(l, v),
                 was && !v->is_override && !was->is_override ? repeats_of(l, was) : NULL);
    add_fact(s, "Of a series", series_date(l, v), NULL);
    s->tile = when_tile(v, o, l->zone, l->floating);
    s->has_tile = true;
}

static void add_other_facts(struct page *s, const struct letter *l)
{
    const struct vevent *v = letter_vevent(l);
    const struct vevent *moved = vevent_before(l, ITIP_WHERE);
    const struct vevent *handed = vevent_before(l, ITIP_ORGANIZER);
    char *place = place_of(v);
    add_fact(s, "Where", moved ? or_none(place) : place, moved ? or_none(place_of(moved)) : NULL);
    s->people_at = s->nfacts;
    add_fact(s, "Organizer", person_named(l->organizer_name, l->organizer_address),
             handed && handed->has_organizer
                 ? person_named(handed->organizer.name, handed->organizer.address)
                 : NULL);
    if (l->kind != MAIL_CANCELLATION && l->kind != MAIL_REPLY)
        add_fact(s, "Invited", guests_of(v, l->to_address), NULL);
}

static void add_link(struct page *s, const struct letter *l)
{
    const struct vevent *was = vevent_before(l, ITIP_LINK);
    if (l->kind == MAIL_CANCELLATION)
        return;
    if (l->link && is_web_link(l->link))
        s->link = mem_str(l->link);
    const char *old = was ? link_in(was) : NULL;
    const char *now =
        l->is_personal ? link_in(letter_vevent(l)) : s->link; /* what all others see */
    if (old && (!s->link || !now || strcmp(old, now) != 0))
        s->was_link = mem_str(old);
}

static void add_answers(struct page *s, const struct letter *l)
{
    if (l->kind != MAIL_INVITATION && l->kind != MAIL_UPDATE)
        return;
    for (size_t i = 0; i < ANSWERS; i++)
        s->answers[i] = l->answers[i] && is_web_link(l->answers[i]) ? mem_str(l->answers[i]) : NULL;
}

static void add_description(struct page *s, const struct letter *l)
{
    const struct vevent *v = letter_vevent(l), *was = vevent_before(l, ITIP_TEXT);
    if (l->kind == MAIL_CANCELLATION)
        return;
    s->description = description_of(v, DESCRIPTION_MOST);
    if (!was)
        return;
    OWN_CHARS before = description_of(was, DESCRIPTION_MOST);
    if (before && s->description && !strcmp(before, s->description))
        return;
    s->was_description = before ? description_of(was, OLD_DESCRIPTION_MOST) : mem_str("(none)");
    if (!s->description)
        s->description = mem_str("(none any more)");
}

/* --- sentences ------------------------------------------------------------------------------- */

static const char *speaker_of(const struct letter *l)
{
    const char *name = letter_speaker_name(l), *address = letter_speaker_address(l);
    if (name && *name)
        return name;
    return address ? address : "The organizer";
}

/* The organizer is reminded too. */
static bool is_own(const struct letter *l)
{
    return l->kind == MAIL_REMINDER && l->organizer_address &&
           !strcmp(l->organizer_address, l->to_address);
}

/* "time, place and text" */
static void add_changes(struct text *t, int changed)
{
    static const struct {
        int bit;
        const char *word;
    } words[] = {
        {ITIP_WHEN, "time"},     {ITIP_STATUS, "status"},       {ITIP_WHAT, "title"},
        {ITIP_WHERE, "place"},   {ITIP_LINK, "link"},           {ITIP_TEXT, "text"},
        {ITIP_OTHER, "details"}, {ITIP_ORGANIZER, "organizer"},
    };
    size_t count = 0, at = 0;
    for (size_t i = 0; i < LENGTH(words); i++)
        count += (changed & words[i].bit) != 0;
    for (size_t i = 0; i < LENGTH(words); i++) {
        if (!(changed & words[i].bit))
            continue;
        text_add_str(t, at == 0 ? "" : at + 1 == count ? " and " : ", ");
        text_add_str(t, words[i].word);
        at++;
    }
    if (!count)
        text_add_str(t, "details");
}

static const char *answer_phrase(enum partstat answer)
{
    static const char *const phrases[] = {
        [PARTSTAT_NEEDS_ACTION] = "has not decided about",
        [PARTSTAT_ACCEPTED] = "has accepted",
        [PARTSTAT_DECLINED] = "has declined",
        [PARTSTAT_TENTATIVE] = "may come to",
        [PARTSTAT_DELEGATED] = "has delegated",
    };
    return phrases[answer];
}

static void add_lead(struct text *t, const struct letter *l)
{
    const struct vevent *v = letter_vevent(l);
    const char *thing = v->is_override  ? "one date of this series"
                        : v->recurrence ? "this series of meetings"
                                        : "this meeting";
    if (l->kind == MAIL_HOST) {
        text_addf(t, "%s has its video room. The link below enters as its host.",
                  v->recurrence ? "This series of meetings" : "This meeting");
        return;
    }
    if (is_own(l)) {
        text_add_str(t, "A reminder of your own meeting.");
        return;
    }
    text_add_header(t, span_of(speaker_of(l)));
    switch (l->kind) {
    case MAIL_INVITATION:
        text_addf(t, " invites you to %s.",
                  v->recurrence    ? "a series of meetings"
                  : v->is_override ? thing
                                   : "a meeting");
        break;
    case MAIL_UPDATE:
        text_addf(t, " has changed %s: ", thing);
        add_changes(t, l->changed);
        text_add_char(t, '.');
        break;
    case MAIL_CANCELLATION:
        if (l->changed & ITIP_REMOVED)
            text_addf(t, " has taken you off the list of guests of %s.", thing);
        else
            text_addf(t, " has cancelled %s.", thing);
        break;
    case MAIL_REPLY:
        text_addf(t, " %s %s.", answer_phrase(l->guest->partstat), thing);
        break;
    default:
        text_add_str(t, " expects you at this meeting.");
    }
}

/* That his links are his alone. */
static void add_whose(struct text *t, const struct letter *l)
{
    bool enters = l->is_personal, answers = l->answers[ANSWER_ACCEPT] != NULL;
    if (l->kind == MAIL_CANCELLATION)
        return; /* it shows none */
    if (enters && answers)
        text_add_str(t, "The links in this mail are yours alone: they enter and answer as you, so "
                        "do not pass them on. ");
    else if (enters)
        text_add_str(t, "The link in this mail is yours alone: it enters as you, so do not pass it "
                        "on. ");
    else if (answers)
        text_add_str(t, "The links to answer are yours alone, so do not pass them on. ");
}

static char *footer_of(const struct letter *l)
{
    OWN(text) t = text_new();
    if (l->kind == MAIL_NOTICE) {
        text_add_str(t, "Sent by Convoke, the calendar service.");
        return text_take(t);
    }
    if (l->kind == MAIL_INVITATION || l->kind == MAIL_UPDATE)
        text_add_str(t, l->answers[ANSWER_ACCEPT]
                            ? "Answer here, or with the buttons that your mail program shows. "
                            : "Answer with the buttons that your mail program shows. ");
    add_whose(t, l);
    if (!is_own(l) && !letter_is_from_us(l)) {
        text_add_str(t, "A reply to this mail goes to ");
        text_add_header(t, span_of(speaker_of(l)));
        text_add_str(t, ". ");
    }
    text_add_str(t, "Sent by Convoke, the calendar service.");
    return text_take(t);
}

static void fill_event(struct page *s, const struct letter *l)
{
    const struct vevent *v = letter_vevent(l), *was = vevent_before(l, ITIP_WHAT);
    OWN(text) lead = text_new();
    add_lead(lead, l);
    s->lead = text_take(lead);
    s->title = one_line(v->summary);
    if (!s->title)
        s->title = mem_str("(no title)");
    s->was_title = was ? one_line(was->summary) : NULL;
    add_when_facts(s, l);
    add_other_facts(s, l);
    add_link(s, l);
    add_answers(s, l);
    add_description(s, l);
}

/* What the link is called. */
static void name_link(struct page *s, const struct letter *l)
{
    static const char *const words[][2] = {{"Join the meeting", "Join"},
                                           {"Start the meeting", "Start"},
                                           {"See who knocks", "Who knocks"}};
    const char *const *said = words[l->is_of_knocks ? 2 : l->kind == MAIL_HOST];
    s->button = said[0];
    s->verb = said[1];
}

struct page *page_of(const struct letter *l)
{
    static const char *const labels[] = {
        [MAIL_INVITATION] = "Invitation",  [MAIL_UPDATE] = "Updated",
        [MAIL_CANCELLATION] = "Cancelled", [MAIL_REMINDER] = "Reminder",
        [MAIL_REPLY] = "Answer",           [MAIL_NOTICE] = "Notice",
        [MAIL_HOST] = "Your room",
    };
    struct page *s = mem_new(sizeof *s);
    s->kind = l->kind;
    s->label = l->guest ? answer_word(l->guest->partstat) : labels[l->kind];
    if (l->event) {
        fill_event(s, l);
    } else {
        s->title = one_line(l->subject);
        s->description = span_copy(span_trim(span_of(l->body)));
        s->link = l->link && is_web_link(l->link) ? mem_str(l->link) : NULL;
    }
    name_link(s, l);
    s->footer = footer_of(l);
    s->unsubscribe = mem_str(l->one_click ? l->one_click : l->unsubscribe);
    return s;
}
