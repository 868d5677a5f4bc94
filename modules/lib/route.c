/* SPDX-License-Identifier: Apache-2.0 */
/* Fits paths to patterns, segment by segment. Knows no method and no handler. */
#include "lib/route.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "lib/text.h"

typedef struct piece {
    const char *s;
    apr_size_t len;
} piece;

/* What a pattern's segment takes; the order is that of help_route_order. */
typedef enum kind { END, LITERAL, INT, ANY, REST } kind;

/* The segment at *s without its slash; *s moves to the next slash or the end. 0 at the end, where one
 * final slash counts as none. */
static int next_piece(piece *out, const char **s)
{
    if (**s == '/') (*s)++;
    out->s = *s;
    out->len = strcspn(*s, "/");
    *s += out->len;
    return out->len || **s;
}

static kind kind_of(const piece *seg)
{
    const char *colon;

    if (seg->len < 3 || seg->s[0] != '{' || seg->s[seg->len - 1] != '}') return LITERAL;
    colon = memchr(seg->s, ':', seg->len);
    if (!colon) return ANY;
    if (strncmp(colon, ":int}", 5) == 0) return INT;
    return strncmp(colon, ":rest}", 6) == 0 ? REST : LITERAL;
}

static const char *param_name(apr_pool_t *p, const piece *seg)
{
    return apr_pstrmemdup(p, seg->s + 1, strcspn(seg->s + 1, ":}"));
}

/* The decoded segment, or NULL when it may fit nothing. An encoded slash would make one segment look
 * like two to whoever builds a path of it. */
static const char *decode(apr_pool_t *p, const piece *seg)
{
    const char *s = seg->len ? help_url_unescape(p, seg->s, seg->len, 0) : NULL;

    if (!s || strchr(s, '/') || strcmp(s, ".") == 0 || strcmp(s, "..") == 0) return NULL;
    return s;
}

static int literal_fits(apr_pool_t *p, const piece *want, const piece *seg)
{
    const char *s;

    if (!memchr(seg->s, '%', seg->len))
        return want->len == seg->len && memcmp(want->s, seg->s, seg->len) == 0;
    s = decode(p, seg);
    return s && strlen(s) == want->len && memcmp(s, want->s, want->len) == 0;
}

static int int_fits(const piece *seg)
{
    apr_size_t i;

    for (i = 0; i < seg->len; i++)
        if (!apr_isdigit(seg->s[i])) return 0;
    return seg->len >= 1 && seg->len <= 18;
}

/* `first` and all segments after it, decoded. */
static const char *decode_rest(apr_pool_t *p, const piece *first, const char *path)
{
    const char *all = decode(p, first), *s;
    piece seg;

    while (all && next_piece(&seg, &path)) {
        s = decode(p, &seg);
        all = s ? apr_pstrcat(p, all, "/", s, NULL) : NULL;
    }
    return all;
}

static int add_param(help_route_match *m, apr_pool_t *p, const piece *want, const char *value)
{
    if (!value || m->n == HELP_ROUTE_PARAMS_MAX) return 0;
    m->name[m->n] = param_name(p, want);
    m->value[m->n++] = value;
    return 1;
}

int help_route_fits(help_route_match *m, apr_pool_t *p, const char *pattern, const char *path)
{
    help_route_match got = { 0 };
    piece want, seg;
    int fits = *path == '/';

    while (fits && next_piece(&want, &pattern)) {
        kind k = kind_of(&want);

        if (!next_piece(&seg, &path)) return 0;
        if (k == REST) {
            if (!add_param(&got, p, &want, decode_rest(p, &seg, path))) return 0;
            path = "";
        }
        else if (k == LITERAL) fits = literal_fits(p, &want, &seg);
        else fits = (k == ANY || int_fits(&seg)) && add_param(&got, p, &want, decode(p, &seg));
    }
    if (!fits || next_piece(&seg, &path)) return 0;
    *m = got;
    return 1;
}

const char *help_route_value(const help_route_match *m, const char *name)
{
    int i;

    for (i = 0; i < m->n; i++)
        if (strcmp(m->name[i], name) == 0) return m->value[i];
    return NULL;
}

static int compare_literals(const piece *a, const piece *b)
{
    apr_size_t n = a->len < b->len ? a->len : b->len;
    int c = memcmp(a->s, b->s, n);

    return c ? c : (a->len > b->len) - (a->len < b->len);
}

int help_route_order(const char *pattern_a, const char *pattern_b)
{
    for (;;) {
        piece a, b;
        kind ka = next_piece(&a, &pattern_a) ? kind_of(&a) : END;
        kind kb = next_piece(&b, &pattern_b) ? kind_of(&b) : END;
        int c;

        if (ka != kb) return ka < kb ? -1 : 1;
        if (ka == END) return 0;
        if (ka == LITERAL && (c = compare_literals(&a, &b))) return c;
    }
}
