#include "internal.h"

/* Video services by the host and the beginning of the path of their links. A host stands for its
 * subdomains too; "" is any host, where the path alone tells. */
static const struct {
    const char *name, *host, *path;
} services[] = {
    {"Zoom", "zoom.us", "/"},
    {"Zoom", "zoom.com", "/"},
    {"Zoom", "zoomgov.com", "/"},
    {"Zoom", "zoom-x.de", "/"},
    {"Teams", "teams.microsoft.com", "/l/meetup-join"},
    {"Teams", "teams.microsoft.com", "/meet"},
    {"Teams", "teams.live.com", "/meet"},
    {"Teams", "teams.microsoft.us", "/"},
    {"Teams", "dod.teams.microsoft.us", "/"},
    {"Google Meet", "meet.google.com", "/"},
    {"Google Meet", "g.co", "/meet"},
    {"Google Hangouts", "hangouts.google.com", "/"},
    {"Google Stream", "stream.meet.google.com", "/"},
    {"Webex", "webex.com", "/"},
    {"Whereby", "whereby.com", "/"},
    {"Whereby", "appear.in", "/"},
    {"GoTo Meeting", "gotomeeting.com", "/"},
    {"GoTo Meeting", "gotomeet.me", "/"},
    {"GoTo Meeting", "meet.goto.com", "/"},
    {"GoTo Webinar", "gotowebinar.com", "/"},
    {"BlueJeans", "bluejeans.com", "/"},
    {"8x8", "8x8.vc", "/"},
    {"8x8", "8x8.com", "/meet"},
    {"Jitsi", "meet.jit.si", "/"},
    {"Jitsi", "beta.meet.jit.si", "/"},
    {"Jitsi", "alpha.jitsi.net", "/"},
    {"Jitsi", "framatalk.org", "/"},
    {"Jitsi", "meet.ffmuc.net", "/"},
    {"Jitsi", "meet.element.io", "/"},
    {"Jitsi", "fairmeeting.net", "/"},
    {"Jitsi", "meet.greenhost.net", "/"},
    {"Jitsi", "meet.mayfirst.org", "/"},
    {"Jitsi", "calls.disroot.org", "/"},
    {"Jitsi", "meet.systemli.org", "/"},
    {"Jitsi", "kmeet.infomaniak.com", "/"},
    {"Brave Talk", "talk.brave.com", "/"},
    {"Skype", "join.skype.com", "/"},
    {"Skype", "meet.lync.com", "/"},
    {"Amazon Chime", "chime.aws", "/"},
    {"RingCentral", "ringcentral.com", "/"},
    {"FaceTime", "facetime.apple.com", "/join"},
    {"Discord", "discord.gg", "/"},
    {"Discord", "discord.com", "/channels"},
    {"Discord", "discord.com", "/invite"},
    {"Slack", "app.slack.com", "/huddle"},
    {"Vonage", "meetings.vonage.com", "/"},
    {"Dialpad", "meetings.dialpad.com", "/"},
    {"Dialpad", "dialpad.com", "/meetings"},
    {"UberConference", "uberconference.com", "/"},
    {"Livestorm", "livestorm.co", "/"},
    {"Around", "around.co", "/r"},
    {"Gather", "gather.town", "/"},
    {"StarLeaf", "starleaf.com", "/"},
    {"Lifesize", "lifesizecloud.com", "/"},
    {"Pexip", "pexip.me", "/meet"},
    {"Zoho", "meeting.zoho.com", "/"},
    {"Zoho", "meeting.zoho.eu", "/"},
    {"Lark", "vc.larksuite.com", "/"},
    {"Lark", "vc.feishu.cn", "/"},
    {"Tencent", "meeting.tencent.com", "/"},
    {"Tencent", "voovmeeting.com", "/"},
    {"Yandex", "telemost.yandex.ru", "/"},
    {"Proton Meet", "meet.proton.me", "/"},
    {"Wire", "app.wire.com", "/"},
    {"Signal", "signal.link", "/call"},
    {"WhatsApp", "call.whatsapp.com", "/"},
    {"Telegram", "t.me", "/call"},
    {"Messenger", "msngr.com", "/"},
    {"TeamViewer", "go.teamviewer.com", "/"},
    {"Tuple", "tuple.app", "/c"},
    {"Daily", "daily.co", "/"},
    {"Butter", "app.butter.us", "/"},
    {"Welo", "welo.space", "/"},
    {"Element Call", "call.element.io", "/"},
    {"OpenTalk", "opentalk.eu", "/room"},
    {"alfaview", "app.alfaview.com", "/"},
    {"edudip", "edudip.com", "/"},
    {"Nextcloud Talk", "", "/call/"},
    {"Nextcloud Talk", "", "/index.php/call/"},
    {"BigBlueButton", "", "/bigbluebutton/"},
    {"BigBlueButton", "", "/html5client/"},
    {"Teams", "", "/l/meetup-join"},
};

/* --- the parts of an URL -------------------------------------------------------------------- */

static bool ends_url(char c)
{
    return (unsigned char)c <= ' ' || c == 0x7f || strchr("\"'<>\\`|{}", c);
}

/* How far before "://" the URL begins; 0: that is none of ours. */
static size_t scheme_len(const char *from, const char *colon, const char *end)
{
    if (end - colon < 3 || colon[1] != '/' || colon[2] != '/')
        return 0;
    size_t before = (size_t)(colon - from);
    if (before >= 5 && span_is_nocase(span_make(colon - 5, 5), "https"))
        return 5;
    return before >= 4 && span_is_nocase(span_make(colon - 4, 4), "http") ? 4 : 0;
}

/* The text from its first URL on; empty when there is none. */
static struct span first_url(struct span text)
{
    struct span rest = text;
    const char *colon;
    while (rest.len && (colon = memchr(rest.at, ':', rest.len))) {
        size_t left = rest.len - (size_t)(colon - rest.at);
        size_t scheme = scheme_len(text.at, colon, colon + left);
        if (scheme)
            return span_make(colon - scheme, left + scheme);
        rest = span_make(colon + 1, left - 1);
    }
    return span_make(text.at, 0);
}

bool url_next(struct span text, struct span *url_out, struct span *rest_out)
{
    struct span s = first_url(text);
    if (!s.len)
        return false;
    size_t len = 0;
    while (len < s.len && !ends_url(s.at[len]))
        len++;
    while (len && strchr(".,;:!?)]", s.at[len - 1]))
        len--;
    *url_out = span_make(s.at, len);
    *rest_out = span_make(s.at + len, s.len - len);
    return true;
}

static struct span after_scheme(struct span url)
{
    size_t skip = span_starts_nocase(url, "https://") ? 8 : 7;
    return url.len < skip ? span_make(url.at, 0) : span_make(url.at + skip, url.len - skip);
}

static size_t host_len(struct span rest)
{
    size_t len = 0;
    while (len < rest.len && !strchr("/?#", rest.at[len]))
        len++;
    return len;
}

struct span url_host(struct span url)
{
    struct span rest = after_scheme(url);
    struct span host = span_make(rest.at, host_len(rest));
    struct span after_user;
    struct span user = span_cut(host, '@', &after_user);
    if (user.len < host.len)
        host = after_user;
    struct span port;
    return span_cut(host, ':', &port);
}

struct span url_path(struct span url)
{
    struct span rest = after_scheme(url);
    size_t len = host_len(rest);
    return span_make(rest.at + len, rest.len - len);
}

/* --- which service -------------------------------------------------------------------------- */

static bool host_is(struct span host, const char *name)
{
    size_t len = strlen(name);
    if (!len || span_is_nocase(host, name))
        return true;
    return host.len > len && host.at[host.len - len - 1] == '.' && span_ends_nocase(host, name);
}

static bool is_service(struct span url)
{
    struct span host = url_host(url), path = url_path(url);
    if (path.len < 2)
        return false; /* the front page of a service is no meeting */
    for (size_t i = 0; i < LENGTH(services); i++)
        if (host_is(host, services[i].host) && span_starts_nocase(path, services[i].path))
            return true;
    return false;
}

/* One part after the host, as the rooms of a Jitsi server are: not a page of some other site. */
static bool has_room_path(struct span url)
{
    struct span path = url_path(url);
    if (path.len < 2)
        return false;
    struct span name = span_make(path.at + 1, path.len - 1);
    for (size_t i = 0; i < name.len && !strchr("?#", name.at[i]); i++)
        if (name.at[i] == '/' || name.at[i] == '.')
            return false;
    return true;
}

static bool is_on_our_server(const struct own *o, struct span url)
{
    const char *domain = o && o->config ? o->config->jitsi.domain : NULL;
    return domain && span_equal_nocase(url_host(url), url_host(span_of(domain)));
}

/* Servers that people run themselves go by customary names. */
static bool is_self_run(const struct own *o, struct span url)
{
    struct span host = url_host(url);
    if (span_starts_nocase(host, "bbb.") || span_has_nocase(host, SPAN("bigbluebutton")))
        return url_path(url).len > 1;
    bool jitsi = span_has_nocase(host, SPAN("jitsi")) || span_starts_nocase(host, "meet.");
    return (jitsi || is_on_our_server(o, url)) && has_room_path(url);
}

bool known_link(const struct own *o, struct span text, struct span *url_out)
{
    struct span url, rest = text;
    while (url_next(rest, &url, &rest)) {
        if (o && own_url(o, url))
            continue;
        if (!is_service(url) && !is_self_run(o, url))
            continue;
        *url_out = url;
        return true;
    }
    return false;
}
