/* Names that Exchange, Outlook and Lotus Notes give to zones, beside those of Windows. */
#include <strings.h>

#include "internal.h"

/* What Exchange and Outlook show (without its "(UTC+01:00) "), names that Windows used to have or
 * shows where others stand in CLDR, and those of Lotus Notes. A Lotus name that is a Windows name
 * without "Standard Time" needs no row. Sorted without regard to letter case. */
static const struct product_name {
    const char *name, *zone;
} product_names[] = {
    {"Abu Dhabi, Muscat", "Asia/Muscat"},
    {"Adelaide", "Australia/Adelaide"},
    {"Adelaide, Central Australia", "Australia/Adelaide"},
    {"Alaska", "America/Anchorage"},
    {"Aleutian Islands", "America/Adak"},
    {"Almaty, Novosibirsk, North Central Asia", "Asia/Almaty"},
    {"Amsterdam, Berlin, Bern, Rom, Stockholm, Wien", "Europe/Berlin"},
    {"Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin"},
    {"Anadyr, Petropavlovsk-Kamchatsky", "Asia/Kamchatka"},
    {"Arab", "Asia/Kuwait"},
    {"Arab, Kuwait, Riyadh", "Asia/Kuwait"},
    {"Arabian", "Asia/Muscat"},
    {"Argentina", "America/Argentina/Buenos_Aires"},
    {"Arizona", "America/Phoenix"},
    {"Armenian", "Asia/Yerevan"},
    {"Armenian Standard Time", "Asia/Yerevan"},
    {"Ashgabat, Tashkent", "Asia/Tashkent"},
    {"Astana", "Asia/Qyzylorda"},
    {"Astana, Dhaka", "Asia/Dhaka"},
    {"Astrakhan, Ulyanovsk", "Europe/Astrakhan"},
    {"Athens, Bucharest", "Europe/Bucharest"},
    {"Athens, Bucharest, Istanbul", "Europe/Bucharest"},
    {"Athens, Istanbul, Minsk", "Europe/Athens"},
    {"Atlantic Time (Canada)", "America/Halifax"},
    {"Auckland, Wellington", "Pacific/Auckland"},
    {"Azerbijan", "Asia/Baku"},
    {"Baghdad", "Asia/Baghdad"},
    {"Baja California", "America/Tijuana"},
    {"Baku, Tbilisi, Yerevan", "Asia/Baku"},
    {"Bangkok, Hanoi, Jakarta", "Asia/Bangkok"},
    {"Barnaul, Gorno-Altaysk", "Asia/Barnaul"},
    {"Beijing, Chongqing, Hong Kong SAR, Urumqi", "Asia/Shanghai"},
    {"Beijing, Chongqing, Hong Kong, Urumqi", "Asia/Shanghai"},
    {"Belgrade, Bratislava, Budapest, Ljubljana, Prague", "Europe/Budapest"},
    {"Belgrade, Pozsony, Budapest, Ljubljana, Prague", "Europe/Prague"},
    {"Bishkek", "Asia/Bishkek"},
    {"Bogota, Lima, Quito", "America/Bogota"},
    {"Bogota, Lima, Quito, Rio Branco", "America/Bogota"},
    {"Bougainville Island", "Pacific/Bougainville"},
    {"Brasilia", "America/Sao_Paulo"},
    {"Brasília", "America/Sao_Paulo"},
    {"Brisbane, East Australia", "Australia/Brisbane"},
    {"Brussels, Copenhagen, Madrid, Paris", "Europe/Paris"},
    {"Bucharest", "Europe/Bucharest"},
    {"Buenos Aires", "America/Argentina/Buenos_Aires"},
    {"Cabo Verde Is.", "Atlantic/Cape_Verde"},
    {"Cabo Verde Standard Time", "Atlantic/Cape_Verde"},
    {"Cairo", "Africa/Cairo"},
    {"Canberra, Melbourne, Sydney", "Australia/Sydney"},
    {"Canberra, Melbourne, Sydney, Hobart (year 2000 only)", "Australia/Sydney"},
    {"Cape Verde Is.", "Atlantic/Cape_Verde"},
    {"Caracas, La Paz", "America/Caracas"},
    {"Casablanca, Monrovia", "Africa/Casablanca"},
    {"Cayenne, Fortaleza", "America/Cayenne"},
    {"Central Asia", "Asia/Dhaka"},
    {"Central Brazilian", "America/Manaus"},
    {"Central Europe", "Europe/Prague"},
    {"Central European", "Europe/Sarajevo"},
    {"Central Pacific", "Asia/Magadan"},
    {"Central Time (US & Canada)", "America/Chicago"},
    {"Chennai, Kolkata, Mumbai, New Delhi", "Asia/Calcutta"},
    {"Chetumal", "America/Cancun"},
    {"Chihuahua, La Paz, Mazatlan", "America/Mazatlan"},
    {"Chokurdakh", "Asia/Srednekolymsk"},
    {"City of Buenos Aires", "America/Buenos_Aires"},
    {"Coordinated Universal Time+12", "Etc/GMT-12"},
    {"Coordinated Universal Time+13", "Etc/GMT-13"},
    {"Coordinated Universal Time-02", "Etc/GMT+2"},
    {"Coordinated Universal Time-08", "Etc/GMT+8"},
    {"Coordinated Universal Time-09", "Etc/GMT+9"},
    {"Coordinated Universal Time-11", "Etc/GMT+11"},
    {"Darwin", "Australia/Darwin"},
    {"Dublin, Edinburgh, Lisbon, London", "Europe/London"},
    {"E. Europe", "Europe/Minsk"},
    {"E. South America", "America/Belem"},
    {"East Africa, Nairobi", "Africa/Nairobi"},
    {"Eastern Time (US & Canada)", "America/New_York"},
    {"Eniwetok, Kwajalein, Dateline Time", "Pacific/Kwajalein"},
    {"Fiji Islands, Kamchatka, Marshall Is.", "Pacific/Fiji"},
    {"FLE", "Europe/Helsinki"},
    {"Gaza, Hebron", "Asia/Hebron"},
    {"Georgetown, La Paz, Manaus, San Juan", "America/La_Paz"},
    {"Georgetown, La Paz, San Juan", "America/La_Paz"},
    {"Greenland", "America/Nuuk"},
    {"Greenwich Mean Time: Dublin, Edinburgh, Lisbon, London", "Europe/Lisbon"},
    {"Greenwich Mean Time; Dublin, Edinburgh, London", "Europe/London"},
    {"GTB", "Europe/Athens"},
    {"Guadalajara, Mexico City, Monterrey", "America/Mexico_City"},
    {"Guam, Port Moresby", "Pacific/Guam"},
    {"Harare, Pretoria", "Africa/Harare"},
    {"Hawaii", "Pacific/Honolulu"},
    {"Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius", "Europe/Kiev"},
    {"Helsinki, Riga, Tallinn", "Europe/Helsinki"},
    {"Hobart, Tasmania", "Australia/Hobart"},
    {"India", "Asia/Kolkata"},
    {"Indiana (East)", "America/Indiana/Indianapolis"},
    {"International Date Line West", "Etc/GMT+12"},
    {"Irkutsk, Ulaan Bataar", "Asia/Irkutsk"},
    {"Islamabad, Karachi", "Asia/Karachi"},
    {"Islamabad, Karachi, Tashkent", "Asia/Karachi"},
    {"Israel, Jerusalem Standard Time", "Asia/Jerusalem"},
    {"Izhevsk, Samara", "Europe/Samara"},
    {"Jerusalem Standard Time", "Asia/Jerusalem"},
    {"Kabul", "Asia/Kabul"},
    {"Kamchatka Standard Time", "Asia/Kamchatka"},
    {"Kathmandu, Nepal", "Asia/Kathmandu"},
    {"Kiritimati Island", "Pacific/Kiritimati"},
    {"Kolkata, Chennai, Mumbai, New Delhi, India Standard Time", "Asia/Kolkata"},
    {"Krasnoyarsk", "Asia/Krasnoyarsk"},
    {"Kuala Lumpur, Singapore", "Asia/Singapore"},
    {"Kuwait, Riyadh", "Asia/Riyadh"},
    {"La Paz, Mazatlan", "America/Mazatlan"},
    {"Lord Howe Island", "Australia/Lord_Howe"},
    {"Magadan, Solomon Is., New Caledonia", "Asia/Magadan"},
    {"Malay Peninsula Standard Time", "Asia/Singapore"},
    {"Marquesas Islands", "Pacific/Marquesas"},
    {"Mexico", "America/Mexico_City"},
    {"Mexico City, Tegucigalpa", "America/Mexico_City"},
    {"Mexico Standard Time", "America/Mexico_City"},
    {"Mexico Standard Time 2", "America/Chihuahua"},
    {"Mid-Atlantic", "America/Noronha"},
    {"Mid-Atlantic - Old", "Etc/GMT+2"},
    {"Mid-Atlantic Standard Time", "Etc/GMT+2"},
    {"Midway Island, Samoa", "Pacific/Midway"},
    {"Monrovia, Reykjavik", "Atlantic/Reykjavik"},
    {"Moscow, St. Petersburg", "Europe/Moscow"},
    {"Moscow, St. Petersburg, Volgograd", "Europe/Moscow"},
    {"Mountain Time (US & Canada)", "America/Denver"},
    {"Myanmar", "Asia/Yangon"},
    {"N. Central Asia", "Asia/Almaty"},
    {"Nepal", "Asia/Kathmandu"},
    {"Newfoundland", "America/St_Johns"},
    {"Norfolk Island", "Pacific/Norfolk"},
    {"Nuku'alofa", "Pacific/Tongatapu"},
    {"Nuku'alofa, Tonga", "Pacific/Tongatapu"},
    {"Nur-Sultan", "Asia/Qyzylorda"},
    {"Osaka, Sapporo, Tokyo", "Asia/Tokyo"},
    {"Pacific Time (US & Canada)", "America/Los_Angeles"},
    {"Pacific Time (US & Canada); Tijuana", "America/Los_Angeles"},
    {"Paris, Madrid, Brussels, Copenhagen", "Europe/Paris"},
    {"Perth", "Australia/Perth"},
    {"Perth, Western Australia", "Australia/Perth"},
    {"Petropavlovsk-Kamchatsky - Old", "Asia/Kamchatka"},
    {"Port Louis", "Indian/Mauritius"},
    {"Prague, Central Europe", "Europe/Prague"},
    {"Rangoon", "Asia/Yangon"},
    {"Russia TZ 1 Standard Time", "Europe/Kaliningrad"},
    {"Russia TZ 10 Standard Time", "Asia/Srednekolymsk"},
    {"Russia TZ 11 Standard Time", "Asia/Kamchatka"},
    {"Russia TZ 2 Standard Time", "Europe/Moscow"},
    {"Russia TZ 3 Standard Time", "Europe/Samara"},
    {"Russia TZ 4 Standard Time", "Asia/Yekaterinburg"},
    {"Russia TZ 5 Standard Time", "Asia/Novosibirsk"},
    {"Russia TZ 6 Standard Time", "Asia/Krasnoyarsk"},
    {"Russia TZ 7 Standard Time", "Asia/Irkutsk"},
    {"Russia TZ 8 Standard Time", "Asia/Yakutsk"},
    {"Russia TZ 9 Standard Time", "Asia/Vladivostok"},
    {"SA Eastern", "America/Belem"},
    {"Saint Pierre and Miquelon", "America/Miquelon"},
    {"Salvador", "America/Bahia"},
    {"Santiago", "America/Santiago"},
    {"Sarajevo, Skopje, Sofija, Vilnius, Warsaw, Zagreb", "Europe/Sarajevo"},
    {"Sarajevo, Skopje, Warsaw, Zagreb", "Europe/Warsaw"},
    {"Saskatchewan", "America/Regina"},
    {"Seoul, Korea Standard time", "Asia/Seoul"},
    {"Solomon Is., New Caledonia", "Pacific/Guadalcanal"},
    {"South Africa", "Africa/Harare"},
    {"Sri Jayawardenepura", "Asia/Colombo"},
    {"Sri Jayawardenepura, Sri Lanka", "Asia/Colombo"},
    {"Tehran", "Asia/Tehran"},
    {"Tijuana, Baja California", "America/Tijuana"},
    {"Universal Coordinated Time", "UTC"},
    {"US Eastern", "America/Indiana/Indianapolis"},
    {"W. Europe", "Europe/Amsterdam"},
    {"West Central Africa", "Africa/Luanda"},
    {"West Pacific", "Pacific/Guam"},
    {"Yangon (Rangoon)", "Asia/Rangoon"},
};

/* Exchange 2000 and 2003 number zones: CdoTimeZoneId, X-MICROSOFT-CDO-TZID in a VTIMEZONE. */
static const char *const cdo_zones[] = {
    "UTC",
    "Europe/London",
    "Europe/Lisbon",
    "Europe/Paris",
    "Europe/Berlin",
    "Europe/Bucharest",
    "Europe/Prague",
    "Europe/Athens",
    "America/Sao_Paulo",
    "America/Halifax",
    "America/New_York", /* 10 */
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "Pacific/Midway",
    "Pacific/Auckland",
    "Australia/Brisbane",
    "Australia/Adelaide",
    "Asia/Tokyo", /* 20 */
    "Asia/Singapore",
    "Asia/Bangkok",
    "Asia/Kolkata",
    "Asia/Muscat",
    "Asia/Tehran",
    "Asia/Baghdad",
    "Asia/Jerusalem",
    "America/St_Johns",
    "Atlantic/Azores",
    "America/Noronha", /* 30 */
    "Africa/Casablanca",
    "America/Argentina/Buenos_Aires",
    "America/Caracas",
    "America/Indiana/Indianapolis",
    "America/Bogota",
    "America/Regina",
    "America/Mexico_City",
    "America/Phoenix",
    "Etc/GMT+12",
    "Pacific/Fiji", /* 40 */
    "Asia/Magadan",
    "Australia/Hobart",
    "Pacific/Guam",
    "Australia/Darwin",
    "Asia/Shanghai",
    "Asia/Almaty",
    "Asia/Karachi",
    "Asia/Kabul",
    "Africa/Cairo",
    "Africa/Harare", /* 50 */
    "Europe/Moscow",
    NULL,
    "Atlantic/Cape_Verde",
    "Asia/Baku",
    "America/Guatemala",
    "Africa/Nairobi",
    NULL,
    "Asia/Yekaterinburg",
    "Europe/Helsinki",
    "America/Nuuk", /* 60 */
    "Asia/Yangon",
    "Asia/Kathmandu",
    "Asia/Irkutsk",
    "Asia/Krasnoyarsk",
    "America/Santiago",
    "Asia/Colombo",
    "Pacific/Tongatapu",
    "Asia/Vladivostok",
    "Africa/Lagos",
    "Asia/Yakutsk", /* 70 */
    "Asia/Dhaka",
    "Asia/Seoul",
    "Australia/Perth",
    "Asia/Riyadh",
    "Asia/Taipei",
    "Australia/Sydney",
};

const char *zone_name_of_cdo(struct span number)
{
    int64_t n;
    bool is_one = span_number(number, &n) && n >= 0 && n < (int64_t)LENGTH(cdo_zones);
    return is_one ? cdo_zones[n] : NULL;
}

static int compare(const void *name, const void *row)
{
    const struct span *a = name;
    const char *b = ((const struct product_name *)row)->name;
    size_t len = strlen(b);
    int order = strncasecmp(a->at, b, a->len < len ? a->len : len);
    return order ? order : (a->len > len) - (a->len < len);
}

static const char *find_name(struct span name)
{
    const struct product_name *row =
        bsearch(&name, product_names, LENGTH(product_names), sizeof *product_names, compare);
    return row ? row->zone : windows_zone(name);
}

/* "Pacific Daylight Time (Mexico)", and Lotus's names that lack the last words. */
static char *in_standard_time(struct span name)
{
    static const char daylight[] = " Daylight Time", standard[] = " Standard Time";
    const size_t len = sizeof daylight - 1;
    for (size_t i = 0; i + len <= name.len; i++)
        if (strncasecmp(name.at + i, daylight, len) == 0)
            return mem_strf("%.*s%s%.*s", (int)i, name.at, standard, (int)(name.len - i - len),
                            name.at + i + len);
    return mem_strf("%.*s%s", (int)name.len, name.at, standard);
}

const char *zone_name_of_product(struct span name)
{
    if (name.len == 0 || name.len > 100)
        return NULL;
    const char *zone = find_name(name);
    OWN_CHARS longer = zone ? NULL : in_standard_time(name);
    return zone ? zone : find_name(span_of(longer));
}
