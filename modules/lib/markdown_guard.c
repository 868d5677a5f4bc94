/* SPDX-License-Identifier: Apache-2.0 */
/* What cmark-gfm 0.29 would take seconds or gigabytes for, found in one pass over the text before it is
 * parsed. Each count is an upper bound of what cmark will see, so that nothing slips through; the limits
 * are far from what people write. */
#include <apr_lib.h>
#include <string.h>

#include "lib/markdown_int.h"

/* Each line walks through all open quotes and lists. */
#define DEPTH_MAX        100
/* A row is filled up to its table's columns, however short it is. */
#define CELLS_MAX        100000
/* Each use of a reference holds a copy of its destination and title. */
#define EXPANSION_MAX    (64 << 20)
/* Finding the end of an address is quadratic in its length, and each mail address copies the rest of its
 * paragraph. */
#define ADDRESS_MAX      1024
#define MAIL_COPIES_MAX  (64 << 20)

typedef struct line {
    const char *s, *end;
} line;

static int is_blank(const line *l)
{
    const char *s;

    for (s = l->s; s < l->end; s++)
        if (!apr_isspace(*s)) return 0;
    return 1;
}

/* Behind the list marker or '>' at s, or NULL when there is none. */
static const char *marker(const char *s, const char *end)
{
    const char *d = s;

    if (*s == '>') return s + 1;
    if (strchr("-+*", *s)) d = s + 1;
    else {
        while (d < end && apr_isdigit(*d)) d++;
        if (d == s || d == end || (*d != '.' && *d != ')')) return NULL;
        d++;
    }
    return d == end || *d == ' ' || *d == '\t' ? d : NULL;
}

/* Open containers that a line may begin: its markers, and those that its indentation may continue. */
static apr_size_t depth(const line *l)
{
    apr_size_t markers = 0, columns = 0;
    const char *s = l->s, *next;

    while (s < l->end) {
        if (*s == ' ') { columns++; s++; }
        else if (*s == '\t') { columns += 4; s++; }
        else if ((next = marker(s, l->end))) { markers++; s = next; }
        else break;
    }
    return markers ? markers + columns / 2 : 0;
}

/* Columns of the table that begins if this is its delimiter row, which may stand in quotes and lists. */
static apr_size_t delimiter_columns(const line *l)
{
    apr_size_t columns = 1;
    const char *s = l->s;
    int telling = 0;

    while (s < l->end && (strchr(" \t>*+-.)", *s) || apr_isdigit(*s))) s++;
    for (; s < l->end; s++) {
        if (!strchr("|:- \t\r", *s)) return 0;
        columns += *s == '|';
        telling |= *s == '|' || *s == ':';
    }
    return telling ? columns : 0;
}

static int tables_ok(const char *text, const char *end)
{
    apr_size_t columns = 0, cells = 0, begun;
    line l = { text, text };

    for (; l.s < end; l.s = l.end + 1) {
        if (!(l.end = memchr(l.s, '\n', (apr_size_t)(end - l.s)))) l.end = end;
        if ((begun = delimiter_columns(&l))) {
            columns = columns > begun ? columns : begun;
            cells += begun;                     /* the row above is the header */
        }
        if (is_blank(&l)) columns = 0;
        cells += columns;
        if (cells > CELLS_MAX) return 0;
    }
    return 1;
}

static int depth_ok(const char *text, const char *end)
{
    line l = { text, text };

    for (; l.s < end; l.s = l.end + 1) {
        if (!(l.end = memchr(l.s, '\n', (apr_size_t)(end - l.s)))) l.end = end;
        if (depth(&l) > DEPTH_MAX) return 0;
    }
    return 1;
}

/* ------------------------------------------------------------------ references */

static const char *paragraph_end(const char *s, const char *end)
{
    while (s < end && (s = memchr(s, '\n', (apr_size_t)(end - s)))) {
        line l = { s + 1, NULL };

        l.end = memchr(l.s, '\n', (apr_size_t)(end - l.s));
        if (!l.end) return end;
        if (is_blank(&l)) return s;
        s = l.s;
    }
    return end;
}

/* Where the paragraph and the word at hand end. Each is looked for once, or a text of definitions alone
 * would take quadratic time here already. */
typedef struct ends {
    const char *para, *word, *stop; /* stop: where a definition ends whose destination is this word */
} ends;

static void find_ends(ends *e, const char *s, const char *end)
{
    const char *title;

    if (s >= e->para) e->para = paragraph_end(s, end);
    if (s < e->word) return;
    for (e->word = s; e->word < end && !apr_isspace(*e->word); e->word++) ;
    for (title = e->word; title < end && apr_isspace(*title); title++) ;
    /* A title may go on to the end of the paragraph. */
    e->stop = title < e->para && strchr("\"'(", *title) ? e->para : e->word;
}

static int references_ok(const char *text, const char *end)
{
    apr_size_t uses = 0, longest = 0;
    const char *s = text;
    ends e = { text, text, text };

    while (s < end && (s = memchr(s, ']', (apr_size_t)(end - s)))) {
        uses++;
        if (++s == end || *s != ':') continue;
        for (s++; s < end && apr_isspace(*s); s++) ;
        find_ends(&e, s, end);
        if (e.stop > s && (apr_size_t)(e.stop - s) > longest) longest = (apr_size_t)(e.stop - s);
    }
    return !longest || uses <= EXPANSION_MAX / longest;
}

/* ------------------------------------------------------------------ addresses */

static int has_address(const char *s, apr_size_t n)
{
    return memchr(s, '@', n) || memmem(s, n, "://", 3) || memmem(s, n, "www.", 4);
}

/* Behind the white space at s; *lines is how many lines end in it. */
static const char *skip_space(const char *s, const char *end, int *lines)
{
    for (*lines = 0; s < end && apr_isspace(*s); s++) *lines += *s == '\n';
    return s;
}

static int autolinks_ok(const char *text, const char *end)
{
    apr_size_t at_signs = 0, copies = 0;
    const char *s = text, *word, *para = text;
    int lines;

    while (s < end) {
        for (word = s; s < end && !apr_isspace(*s); s++) at_signs += *s == '@';
        if (s - word > ADDRESS_MAX && has_address(word, (apr_size_t)(s - word))) return 0;
        s = skip_space(s, end, &lines);
        if (lines < 2 && s < end) continue;
        copies += at_signs * (apr_size_t)(s - para);
        if (copies > MAIL_COPIES_MAX) return 0;
        at_signs = 0;
        para = s;
    }
    return 1;
}

const char *help_markdown_problem(const char *text, apr_size_t len, int *autolinks)
{
    const char *end = text + len;

    *autolinks = autolinks_ok(text, end);
    if (!depth_ok(text, end)) return "has lists or quotes nested too deep";
    if (!tables_ok(text, end)) return "has too many table cells";
    return references_ok(text, end) ? NULL : "uses a long link reference too often";
}
