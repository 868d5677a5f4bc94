/* SPDX-License-Identifier: Apache-2.0 */
/* Content negotiation over the text of Accept and Accept-Language (query.h). */
#include "lib/query.h"

#include <apr_lib.h>
#include <string.h>
#include <strings.h>

/* More ranges than any browser sends; later ones are not read. */
#define RANGES_MAX 32
/* The longest range that can matter: ours are short, and a copy of each is made on the stack. */
#define RANGE_MAX_CHARS 63

typedef struct range {
    char name[RANGE_MAX_CHARS + 1];
    int q;                          /* 0..1000 */
} range;

/* "0.5" -> 500 (RFC 9110 section 12.4.2: at most three decimals), -1 when it is no weight. */
static int weight(const char *s, apr_size_t len)
{
    int q, scale = 100;
    apr_size_t i;

    if (!len || len > 5 || (s[0] != '0' && s[0] != '1') || (len > 1 && s[1] != '.')) return -1;
    q = (s[0] - '0') * 1000;
    for (i = 2; i < len; i++, scale /= 10) {
        if (!apr_isdigit(s[i])) return -1;
        q += (s[i] - '0') * scale;
    }
    return q <= 1000 ? q : -1;
}

static void trim(const char **s, apr_size_t *len)
{
    while (*len && (**s == ' ' || **s == '\t')) { (*s)++; (*len)--; }
    while (*len && ((*s)[*len - 1] == ' ' || (*s)[*len - 1] == '\t')) (*len)--;
}

/* The weight among the parameters in s; other parameters are passed over, for our offers have none. */
static int parameters_weight(const char *s, apr_size_t len)
{
    int q = 1000;

    while (len) {
        apr_size_t part = 1 + strcspn(s + 1, ";,"), n = part - 1;
        const char *at = s + 1;

        if (part > len) { part = len; n = len - 1; }
        trim(&at, &n);
        if (n >= 2 && apr_tolower(at[0]) == 'q' && at[1] == '=') q = weight(at + 2, n - 2);
        s += part;
        len -= part;
    }
    return q;
}

/* One element of the list; 0 when it is empty, too long or has a broken weight: it then counts for nothing. */
static int read_range(range *r, const char *s, apr_size_t len)
{
    const char *semicolon = memchr(s, ';', len);
    apr_size_t n = semicolon ? (apr_size_t)(semicolon - s) : len;

    r->q = semicolon ? parameters_weight(semicolon, len - n) : 1000;
    trim(&s, &n);
    if (!n || n > RANGE_MAX_CHARS || r->q < 0) return 0;
    memcpy(r->name, s, n);
    r->name[n] = '\0';
    return 1;
}

static int read_ranges(range ranges[RANGES_MAX], const char *header)
{
    int n = 0;

    while (*header && n < RANGES_MAX) {
        apr_size_t len = strcspn(header, ",");

        n += read_range(&ranges[n], header, len);
        header += len + (header[len] == ',');
    }
    return n;
}

/* ------------------------------------------------------------------ Accept */

/* 3 for the type itself, 2 for its "type/" and a star, 1 for any, 0 for no fit. */
static int specificity(const char *media_range, const char *type)
{
    apr_size_t slash = strcspn(type, "/");

    if (strcasecmp(media_range, type) == 0) return 3;
    if (strcmp(media_range, "*/*") == 0) return 1;
    return strncasecmp(media_range, type, slash + 1) == 0 && strcmp(media_range + slash + 1, "*") == 0 ? 2 : 0;
}

static int offer_q(const range *ranges, int n, const char *offer)
{
    int i, best = 0, q = 0;

    for (i = 0; i < n; i++) {
        int s = specificity(ranges[i].name, offer);

        if (s > best || (s && s == best && ranges[i].q > q)) { best = s; q = ranges[i].q; }
    }
    return q;
}

const char *help_accept(const char *header, const char *const *offers)
{
    range ranges[RANGES_MAX];
    const char *best = NULL;
    int n, best_q = 0;

    if (!header || !*header) return offers[0];
    n = read_ranges(ranges, header);
    for (; *offers; offers++) {
        int q = offer_q(ranges, n, *offers);

        if (q > best_q) { best = *offers; best_q = q; }
    }
    return best;
}

/* ------------------------------------------------------------------ Accept-Language */

/* Best weight first; equals keep the header's order. */
static void sort_ranges(range *ranges, int n)
{
    int i, j;

    for (i = 1; i < n; i++) {
        range r = ranges[i];

        for (j = i; j > 0 && ranges[j - 1].q < r.q; j--) ranges[j] = ranges[j - 1];
        ranges[j] = r;
    }
}

static const char *offer_named(const char *const *offers, const char *name)
{
    for (; *offers; offers++)
        if (strcasecmp(*offers, name) == 0) return *offers;
    return NULL;
}

/* RFC 4647 section 3.4: "zh-Hant-CN-x-private" is tried as zh-Hant-CN-x-private, zh-Hant-CN (a single
 * letter goes with what it introduces), zh-Hant, zh. */
static const char *lookup(char *name, const char *const *offers)
{
    const char *found;
    char *dash;

    while (!(found = offer_named(offers, name))) {
        if (!(dash = strrchr(name, '-'))) return NULL;
        *dash = '\0';
        if ((dash = strrchr(name, '-')) && strlen(dash) == 2) *dash = '\0';
    }
    return found;
}

static int refused(const range *ranges, int n, const char *offer)
{
    int i;

    for (i = 0; i < n; i++)
        if (!ranges[i].q && strcasecmp(ranges[i].name, offer) == 0) return 1;
    return 0;
}

const char *help_accept_language(const char *header, const char *const *offers, const char *fallback)
{
    range ranges[RANGES_MAX];
    const char *found;
    int n, i;

    if (!header) return fallback;
    n = read_ranges(ranges, header);
    sort_ranges(ranges, n);
    for (i = 0; i < n && ranges[i].q; i++) {
        if (strcmp(ranges[i].name, "*") == 0) return fallback;
        found = lookup(ranges[i].name, offers);
        if (found && !refused(ranges, n, found)) return found;
    }
    return fallback;
}
