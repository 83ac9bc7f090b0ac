/* Names that products other than the tz database give to zones. */
#include <strings.h>

#include "internal.h"

/* Windows names and their zones are Unicode CLDR 47's (windowsZones, territory 001); the others are
 * the display names of Exchange and of Lotus Notes. A Lotus name that is a Windows name without
 * "Standard Time" needs no row. Sorted without regard to letter case. */
static const struct product_name {
    const char *name, *zone;
} product_names[] = {
    {"Abu Dhabi, Muscat", "Asia/Muscat"},
    {"Adelaide, Central Australia", "Australia/Adelaide"},
    {"Afghanistan Standard Time", "Asia/Kabul"},
    {"Alaska", "America/Anchorage"},
    {"Alaskan Standard Time", "America/Anchorage"},
    {"Aleutian Standard Time", "America/Adak"},
    {"Almaty, Novosibirsk, North Central Asia", "Asia/Almaty"},
    {"Altai Standard Time", "Asia/Barnaul"},
    {"Amsterdam, Berlin, Bern, Rom, Stockholm, Wien", "Europe/Berlin"},
    {"Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin"},
    {"Arab", "Asia/Kuwait"},
    {"Arab Standard Time", "Asia/Riyadh"},
    {"Arab, Kuwait, Riyadh", "Asia/Kuwait"},
    {"Arabian", "Asia/Muscat"},
    {"Arabian Standard Time", "Asia/Dubai"},
    {"Arabic Standard Time", "Asia/Baghdad"},
    {"Argentina", "America/Argentina/Buenos_Aires"},
    {"Argentina Standard Time", "America/Buenos_Aires"},
    {"Arizona", "America/Phoenix"},
    {"Armenian", "Asia/Yerevan"},
    {"Astana, Dhaka", "Asia/Dhaka"},
    {"Astrakhan Standard Time", "Europe/Astrakhan"},
    {"Athens, Istanbul, Minsk", "Europe/Athens"},
    {"Atlantic Standard Time", "America/Halifax"},
    {"Atlantic Time (Canada)", "America/Halifax"},
    {"Auckland, Wellington", "Pacific/Auckland"},
    {"AUS Central Standard Time", "Australia/Darwin"},
    {"Aus Central W. Standard Time", "Australia/Eucla"},
    {"AUS Eastern Standard Time", "Australia/Sydney"},
    {"Azerbaijan Standard Time", "Asia/Baku"},
    {"Azerbijan", "Asia/Baku"},
    {"Azores Standard Time", "Atlantic/Azores"},
    {"Baghdad", "Asia/Baghdad"},
    {"Bahia Standard Time", "America/Bahia"},
    {"Baku, Tbilisi, Yerevan", "Asia/Baku"},
    {"Bangkok, Hanoi, Jakarta", "Asia/Bangkok"},
    {"Bangladesh Standard Time", "Asia/Dhaka"},
    {"Beijing, Chongqing, Hong Kong SAR, Urumqi", "Asia/Shanghai"},
    {"Belarus Standard Time", "Europe/Minsk"},
    {"Belgrade, Pozsony, Budapest, Ljubljana, Prague", "Europe/Prague"},
    {"Bogota, Lima, Quito", "America/Bogota"},
    {"Bougainville Standard Time", "Pacific/Bougainville"},
    {"Brasilia", "America/Sao_Paulo"},
    {"Brisbane, East Australia", "Australia/Brisbane"},
    {"Brussels, Copenhagen, Madrid, Paris", "Europe/Paris"},
    {"Bucharest", "Europe/Bucharest"},
    {"Buenos Aires", "America/Argentina/Buenos_Aires"},
    {"Cairo", "Africa/Cairo"},
    {"Canada Central Standard Time", "America/Regina"},
    {"Canberra, Melbourne, Sydney, Hobart (year 2000 only)", "Australia/Sydney"},
    {"Cape Verde Is.", "Atlantic/Cape_Verde"},
    {"Cape Verde Standard Time", "Atlantic/Cape_Verde"},
    {"Caracas, La Paz", "America/Caracas"},
    {"Casablanca, Monrovia", "Africa/Casablanca"},
    {"Caucasus Standard Time", "Asia/Yerevan"},
    {"Cen. Australia Standard Time", "Australia/Adelaide"},
    {"Central America Standard Time", "America/Guatemala"},
    {"Central Asia", "Asia/Dhaka"},
    {"Central Asia Standard Time", "Asia/Bishkek"},
    {"Central Brazilian", "America/Manaus"},
    {"Central Brazilian Standard Time", "America/Cuiaba"},
    {"Central Europe", "Europe/Prague"},
    {"Central Europe Standard Time", "Europe/Budapest"},
    {"Central European", "Europe/Sarajevo"},
    {"Central European Standard Time", "Europe/Warsaw"},
    {"Central Pacific", "Asia/Magadan"},
    {"Central Pacific Standard Time", "Pacific/Guadalcanal"},
    {"Central Standard Time", "America/Chicago"},
    {"Central Standard Time (Mexico)", "America/Mexico_City"},
    {"Central Time (US & Canada)", "America/Chicago"},
    {"Chatham Islands Standard Time", "Pacific/Chatham"},
    {"China Standard Time", "Asia/Shanghai"},
    {"Cuba Standard Time", "America/Havana"},
    {"Darwin", "Australia/Darwin"},
    {"Dateline Standard Time", "Etc/GMT+12"},
    {"E. Africa Standard Time", "Africa/Nairobi"},
    {"E. Australia Standard Time", "Australia/Brisbane"},
    {"E. Europe", "Europe/Minsk"},
    {"E. Europe Standard Time", "Europe/Chisinau"},
    {"E. South America", "America/Belem"},
    {"E. South America Standard Time", "America/Sao_Paulo"},
    {"East Africa, Nairobi", "Africa/Nairobi"},
    {"Easter Island Standard Time", "Pacific/Easter"},
    {"Eastern Standard Time", "America/New_York"},
    {"Eastern Standard Time (Mexico)", "America/Cancun"},
    {"Eastern Time (US & Canada)", "America/New_York"},
    {"Egypt Standard Time", "Africa/Cairo"},
    {"Ekaterinburg Standard Time", "Asia/Yekaterinburg"},
    {"Eniwetok, Kwajalein, Dateline Time", "Pacific/Kwajalein"},
    {"Fiji Islands, Kamchatka, Marshall Is.", "Pacific/Fiji"},
    {"Fiji Standard Time", "Pacific/Fiji"},
    {"FLE", "Europe/Helsinki"},
    {"FLE Standard Time", "Europe/Kiev"},
    {"Georgian Standard Time", "Asia/Tbilisi"},
    {"GMT Standard Time", "Europe/London"},
    {"Greenland", "America/Nuuk"},
    {"Greenland Standard Time", "America/Godthab"},
    {"Greenwich Mean Time: Dublin, Edinburgh, Lisbon, London", "Europe/Lisbon"},
    {"Greenwich Mean Time; Dublin, Edinburgh, London", "Europe/London"},
    {"Greenwich Standard Time", "Atlantic/Reykjavik"},
    {"GTB", "Europe/Athens"},
    {"GTB Standard Time", "Europe/Bucharest"},
    {"Guam, Port Moresby", "Pacific/Guam"},
    {"Haiti Standard Time", "America/Port-au-Prince"},
    {"Harare, Pretoria", "Africa/Harare"},
    {"Hawaii", "Pacific/Honolulu"},
    {"Hawaiian Standard Time", "Pacific/Honolulu"},
    {"Helsinki, Riga, Tallinn", "Europe/Helsinki"},
    {"Hobart, Tasmania", "Australia/Hobart"},
    {"India", "Asia/Kolkata"},
    {"India Standard Time", "Asia/Calcutta"},
    {"Indiana (East)", "America/Indiana/Indianapolis"},
    {"Iran Standard Time", "Asia/Tehran"},
    {"Irkutsk, Ulaan Bataar", "Asia/Irkutsk"},
    {"Islamabad, Karachi, Tashkent", "Asia/Karachi"},
    {"Israel Standard Time", "Asia/Jerusalem"},
    {"Israel, Jerusalem Standard Time", "Asia/Jerusalem"},
    {"Jordan Standard Time", "Asia/Amman"},
    {"Kabul", "Asia/Kabul"},
    {"Kaliningrad Standard Time", "Europe/Kaliningrad"},
    {"Kathmandu, Nepal", "Asia/Kathmandu"},
    {"Kolkata, Chennai, Mumbai, New Delhi, India Standard Time", "Asia/Kolkata"},
    {"Korea Standard Time", "Asia/Seoul"},
    {"Krasnoyarsk", "Asia/Krasnoyarsk"},
    {"Kuala Lumpur, Singapore", "Asia/Singapore"},
    {"Libya Standard Time", "Africa/Tripoli"},
    {"Line Islands Standard Time", "Pacific/Kiritimati"},
    {"Lord Howe Standard Time", "Australia/Lord_Howe"},
    {"Magadan Standard Time", "Asia/Magadan"},
    {"Magadan, Solomon Is., New Caledonia", "Asia/Magadan"},
    {"Magallanes Standard Time", "America/Punta_Arenas"},
    {"Marquesas Standard Time", "Pacific/Marquesas"},
    {"Mauritius Standard Time", "Indian/Mauritius"},
    {"Mexico", "America/Mexico_City"},
    {"Mexico City, Tegucigalpa", "America/Mexico_City"},
    {"Mexico Standard Time 2", "America/Chihuahua"},
    {"Mid-Atlantic", "America/Noronha"},
    {"Middle East Standard Time", "Asia/Beirut"},
    {"Midway Island, Samoa", "Pacific/Midway"},
    {"Montevideo Standard Time", "America/Montevideo"},
    {"Morocco Standard Time", "Africa/Casablanca"},
    {"Moscow, St. Petersburg, Volgograd", "Europe/Moscow"},
    {"Mountain Standard Time", "America/Denver"},
    {"Mountain Standard Time (Mexico)", "America/Mazatlan"},
    {"Mountain Time (US & Canada)", "America/Denver"},
    {"Myanmar", "Asia/Yangon"},
    {"Myanmar Standard Time", "Asia/Rangoon"},
    {"N. Central Asia", "Asia/Almaty"},
    {"N. Central Asia Standard Time", "Asia/Novosibirsk"},
    {"Namibia Standard Time", "Africa/Windhoek"},
    {"Nepal", "Asia/Kathmandu"},
    {"Nepal Standard Time", "Asia/Katmandu"},
    {"New Zealand Standard Time", "Pacific/Auckland"},
    {"Newfoundland Standard Time", "America/St_Johns"},
    {"Norfolk Standard Time", "Pacific/Norfolk"},
    {"North Asia East Standard Time", "Asia/Irkutsk"},
    {"North Asia Standard Time", "Asia/Krasnoyarsk"},
    {"North Korea Standard Time", "Asia/Pyongyang"},
    {"Nuku'alofa, Tonga", "Pacific/Tongatapu"},
    {"Omsk Standard Time", "Asia/Omsk"},
    {"Osaka, Sapporo, Tokyo", "Asia/Tokyo"},
    {"Pacific SA Standard Time", "America/Santiago"},
    {"Pacific Standard Time", "America/Los_Angeles"},
    {"Pacific Standard Time (Mexico)", "America/Tijuana"},
    {"Pacific Time (US & Canada)", "America/Los_Angeles"},
    {"Pacific Time (US & Canada); Tijuana", "America/Los_Angeles"},
    {"Pakistan Standard Time", "Asia/Karachi"},
    {"Paraguay Standard Time", "America/Asuncion"},
    {"Paris, Madrid, Brussels, Copenhagen", "Europe/Paris"},
    {"Perth, Western Australia", "Australia/Perth"},
    {"Prague, Central Europe", "Europe/Prague"},
    {"Qyzylorda Standard Time", "Asia/Qyzylorda"},
    {"Rangoon", "Asia/Yangon"},
    {"Romance Standard Time", "Europe/Paris"},
    {"Russia Time Zone 10", "Asia/Srednekolymsk"},
    {"Russia Time Zone 11", "Asia/Kamchatka"},
    {"Russia Time Zone 3", "Europe/Samara"},
    {"Russian Standard Time", "Europe/Moscow"},
    {"SA Eastern", "America/Belem"},
    {"SA Eastern Standard Time", "America/Cayenne"},
    {"SA Pacific Standard Time", "America/Bogota"},
    {"SA Western Standard Time", "America/La_Paz"},
    {"Saint Pierre Standard Time", "America/Miquelon"},
    {"Sakhalin Standard Time", "Asia/Sakhalin"},
    {"Samoa Standard Time", "Pacific/Apia"},
    {"Santiago", "America/Santiago"},
    {"Sao Tome Standard Time", "Africa/Sao_Tome"},
    {"Sarajevo, Skopje, Sofija, Vilnius, Warsaw, Zagreb", "Europe/Sarajevo"},
    {"Saratov Standard Time", "Europe/Saratov"},
    {"Saskatchewan", "America/Regina"},
    {"SE Asia Standard Time", "Asia/Bangkok"},
    {"Seoul, Korea Standard time", "Asia/Seoul"},
    {"Singapore Standard Time", "Asia/Singapore"},
    {"South Africa", "Africa/Harare"},
    {"South Africa Standard Time", "Africa/Johannesburg"},
    {"South Sudan Standard Time", "Africa/Juba"},
    {"Sri Jayawardenepura, Sri Lanka", "Asia/Colombo"},
    {"Sri Lanka Standard Time", "Asia/Colombo"},
    {"Sudan Standard Time", "Africa/Khartoum"},
    {"Syria Standard Time", "Asia/Damascus"},
    {"Taipei Standard Time", "Asia/Taipei"},
    {"Tasmania Standard Time", "Australia/Hobart"},
    {"Tehran", "Asia/Tehran"},
    {"Tocantins Standard Time", "America/Araguaina"},
    {"Tokyo Standard Time", "Asia/Tokyo"},
    {"Tomsk Standard Time", "Asia/Tomsk"},
    {"Tonga Standard Time", "Pacific/Tongatapu"},
    {"Transbaikal Standard Time", "Asia/Chita"},
    {"Turkey Standard Time", "Europe/Istanbul"},
    {"Turks And Caicos Standard Time", "America/Grand_Turk"},
    {"Ulaanbaatar Standard Time", "Asia/Ulaanbaatar"},
    {"Universal Coordinated Time", "UTC"},
    {"US Eastern", "America/Indiana/Indianapolis"},
    {"US Eastern Standard Time", "America/Indianapolis"},
    {"US Mountain Standard Time", "America/Phoenix"},
    {"UTC", "Etc/UTC"},
    {"UTC+12", "Etc/GMT-12"},
    {"UTC+13", "Etc/GMT-13"},
    {"UTC-02", "Etc/GMT+2"},
    {"UTC-08", "Etc/GMT+8"},
    {"UTC-09", "Etc/GMT+9"},
    {"UTC-11", "Etc/GMT+11"},
    {"Venezuela Standard Time", "America/Caracas"},
    {"Vladivostok Standard Time", "Asia/Vladivostok"},
    {"Volgograd Standard Time", "Europe/Volgograd"},
    {"W. Australia Standard Time", "Australia/Perth"},
    {"W. Central Africa Standard Time", "Africa/Lagos"},
    {"W. Europe", "Europe/Amsterdam"},
    {"W. Europe Standard Time", "Europe/Berlin"},
    {"W. Mongolia Standard Time", "Asia/Hovd"},
    {"West Asia Standard Time", "Asia/Tashkent"},
    {"West Bank Standard Time", "Asia/Hebron"},
    {"West Central Africa", "Africa/Luanda"},
    {"West Pacific", "Pacific/Guam"},
    {"West Pacific Standard Time", "Pacific/Port_Moresby"},
    {"Yakutsk Standard Time", "Asia/Yakutsk"},
    {"Yukon Standard Time", "America/Whitehorse"},
};

static int compare(struct span a, const char *b)
{
    size_t len = strlen(b);
    int order = strncasecmp(a.at, b, a.len < len ? a.len : len);
    return order ? order : (a.len > len) - (a.len < len);
}

static const char *find_name(struct span name)
{
    size_t low = 0, high = LENGTH(product_names);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(name, product_names[middle].name);
        if (order == 0)
            return product_names[middle].zone;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static const char *find_with_suffix(struct span name)
{
    static const char daylight[] = " Daylight Time";
    if (span_ends_nocase(name, daylight))
        name.len -= sizeof daylight - 1;
    OWN_CHARS longer = mem_strf("%.*s Standard Time", (int)name.len, name.at);
    return find_name(span_of(longer));
}

const char *zone_name_of_product(struct span name)
{
    if (name.len == 0 || name.len > 100)
        return NULL;
    const char *zone = find_name(name);
    return zone ? zone : find_with_suffix(name);
}

bool zone_name_is_safe(struct span name)
{
    if (name.len == 0 || name.len > 100 || name.at[0] == '/')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool starts_part = i == 0 || name.at[i - 1] == '/';
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
        if (!is_plain && (c != '/' || starts_part))
            return false;
    }
    return name.at[name.len - 1] != '/';
}

size_t zone_name_candidates(const char **names_out, size_t most)
{
    static const char *const best_known[] = {
        "Europe/Berlin",    "Europe/London",       "America/New_York",  "America/Chicago",
        "America/Denver",   "America/Los_Angeles", "Europe/Kyiv",       "Australia/Sydney",
        "Pacific/Auckland", "America/Halifax",     "America/Anchorage",
    };
    size_t count = 0;
    for (size_t i = 0; i < LENGTH(best_known) && count < most; i++)
        names_out[count++] = best_known[i];
    for (size_t i = 0; i < LENGTH(product_names) && count < most; i++)
        if (span_ends_nocase(span_of(product_names[i].name), "Standard Time"))
            names_out[count++] = product_names[i].zone;
    return count;
}
