/* REPORT: which one it is says the body's root. RFC 3253, 3.6 */
#include "query.h"

static const struct {
    const char *ns, *name;
    dav_handler *serve;
    unsigned places;
} reports[] = {
    /* Those of CalDAV are asked of objects too. RFC 4791, 7 */
    {NS_CAL, "calendar-query", report_query, IN_COLLECTIONS | IN_OBJECTS},
    {NS_CAL, "free-busy-query", report_freebusy, IN(PLACE_CALENDAR) | IN(PLACE_OBJECT)},
    {NS_CAL, "calendar-multiget", report_multiget, IN_COLLECTIONS | IN_OBJECTS | IN(PLACE_HOME)},
    {NS_DAV, "principal-property-search", report_principal_search, IN_PEOPLE},
    {NS_DAV, "principal-search-property-set", report_search_properties, IN_PEOPLE},
    {NS_DAV, "principal-match", report_principal_match, IN_PRINCIPALS},
    {NS_DAV, "expand-property", report_expand_property, IN_ALL},
    {NS_DAV, "sync-collection", report_sync, IN_COLLECTIONS},
};

void reports_add(enum place place, struct text *t)
{
    for (size_t i = 0; i < LENGTH(reports); i++) {
        if (!(reports[i].places & IN(place)))
            continue;
        text_add_str(t, "<D:supported-report><D:report>");
        add_tag(t, TAG_EMPTY, reports[i].ns, reports[i].name);
        text_add_str(t, "</D:report></D:supported-report>");
    }
}

bool dav_report(struct ask *a, struct error *err)
{
    TRY(access_check(&a->at, RIGHT_READ, err));
    TRY(ask_read_body(a, err));
    const struct xml_element *root = a->body ? xml_root(a->body) : NULL;
    if (!root)
        return fail(err, FAULT_INVALID, NULL, "A REPORT says in its body which one it is.");
    for (size_t i = 0; i < LENGTH(reports); i++)
        if (xml_is(root, reports[i].ns, reports[i].name) &&
            (reports[i].places & IN(a->at.path.place)))
            return reports[i].serve(a, err);
    return fail(err, FAULT_FORBIDDEN, "supported-report",
                "This report is not answered here; DAV:supported-report-set lists those that are.");
}

/* What a report's DAV:prop, DAV:allprop or DAV:propname says; without one, nothing is wanted. */
struct wanted *report_wanted(struct ask *a, const struct xml_element *root)
{
    const struct xml_element *prop = xml_child(root, NS_DAV, "prop");
    a->calendar_data = xml_child(prop, NS_CAL, "calendar-data");
    if (xml_child(root, NS_DAV, "allprop"))
        return wanted_new(WANTED_ALL, NULL, NULL);
    if (xml_child(root, NS_DAV, "propname"))
        return wanted_new(WANTED_NAMES, NULL, NULL);
    return wanted_new(WANTED_NAMED, prop, NULL);
}
