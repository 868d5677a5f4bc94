/* SPDX-License-Identifier: Apache-2.0 */
/* What cmark-gfm does not do: headings with ids and GitHub's alerts. Both become custom blocks, the one
 * kind of node whose HTML is ours; nothing that an author writes can make such a node. */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

#include "lib/markdown_int.h"

/* Twice the characters of a heading that go into its id: in UTF-16 some take two units. */
#define ID_MAX_CHARS 160

/* ------------------------------------------------------------------ headings */

static const char *after_chars(const char *s, int chars)
{
    for (; *s; s++)
        if (((unsigned char)*s & 0xC0) != 0x80 && chars-- == 0) break;
    return s;
}

static int kept(UChar32 c)
{
    switch (u_charType(c)) {
    case U_NON_SPACING_MARK: case U_ENCLOSING_MARK: case U_COMBINING_SPACING_MARK: return 1;
    default: return c == '-' || c == '_' || u_isalnum(c);
    }
}

/* As GitHub makes them, so that links written for it lead somewhere here: letters and digits of any
 * script in lower case, a hyphen for each space, all else left out. */
static const char *id_base(apr_pool_t *p, const char *text)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar wide[ID_MAX_CHARS * 2];
    UChar32 c[ID_MAX_CHARS];
    char id[ID_MAX_CHARS * 4 + 1];
    int32_t n = 0, i, kept_n = 0;

    u_strFromUTF8(wide, ID_MAX_CHARS, &n, text, (int32_t)(after_chars(text, ID_MAX_CHARS / 2) - text), &status);
    u_strToUTF32(c, ID_MAX_CHARS, &n, wide, n, &status);
    for (i = 0; U_SUCCESS(status) && i < n; i++) {
        if (c[i] == ' ') c[kept_n++] = '-';
        else if (kept(c[i])) c[kept_n++] = u_tolower(c[i]);
    }
    u_strFromUTF32(wide, ID_MAX_CHARS * 2, &n, c, kept_n, &status);
    u_strToUTF8(id, sizeof id, NULL, wide, n, &status);
    return U_SUCCESS(status) && kept_n ? apr_pstrdup(p, id) : "section";
}

const char *help_markdown_id(apr_pool_t *p, apr_hash_t *taken, const char *text)
{
    const char *base = id_base(p, text), *id = base;
    int *used = apr_hash_get(taken, base, APR_HASH_KEY_STRING);

    /* The count goes on where the last one of the same text ended: thousands of equal headings stay cheap. */
    while (apr_hash_get(taken, id, APR_HASH_KEY_STRING)) id = apr_psprintf(p, "%s-%d", base, ++*used);
    apr_hash_set(taken, id, APR_HASH_KEY_STRING, apr_pcalloc(p, sizeof *used));
    return id;
}

void help_markdown_anchor(apr_pool_t *p, cmark_node *heading, const char *id)
{
    cmark_node *custom = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
    char *html = cmark_render_html(heading, CMARK_OPT_DEFAULT, NULL);

    /* Rendered alone, a heading is "<hN>" and so on: the id goes behind those three bytes. */
    cmark_node_set_on_enter(custom, apr_psprintf(p, "%.3s id=\"%s\"%s", html, help_html_escape(p, id), html + 3));
    cmark_get_default_mem_allocator()->free(html);
    cmark_node_replace(heading, custom);
    cmark_node_free(heading);
}

/* ------------------------------------------------------------------ alerts */

typedef struct alert {
    const char *marker, *html;
} alert;

#define ALERT(kind, title) "<div class=\"alert alert-" kind "\" role=\"note\"><p class=\"alert-title\">" title "</p>"

static const alert alerts[] = {
    { "[!NOTE]",      ALERT("note", "Note") },
    { "[!TIP]",       ALERT("tip", "Tip") },
    { "[!IMPORTANT]", ALERT("important", "Important") },
    { "[!WARNING]",   ALERT("warning", "Warning") },
    { "[!CAUTION]",   ALERT("caution", "Caution") },
};

static const alert *alert_named(const char *s)
{
    apr_size_t i;

    for (i = 0; i < sizeof alerts / sizeof *alerts; i++)
        if (strcasecmp(s, alerts[i].marker) == 0) return &alerts[i];
    return NULL;
}

static int is_break(cmark_node *n)
{
    return cmark_node_get_type(n) == CMARK_NODE_SOFTBREAK || cmark_node_get_type(n) == CMARK_NODE_LINEBREAK;
}

/* The alert whose marker is the first line of para, in up to four text nodes, which are then taken out. */
static const alert *take_marker(cmark_node *para)
{
    char text[16] = "";
    cmark_node *n = cmark_node_first_child(para), *next;
    const alert *a;

    for (; n && cmark_node_get_type(n) == CMARK_NODE_TEXT; n = cmark_node_next(n)) {
        apr_size_t used = strlen(text);
        const char *s = cmark_node_get_literal(n);

        if (used + strlen(s) >= sizeof text) return NULL;
        apr_cpystrn(text + used, s, sizeof text - used);
    }
    if ((n && !is_break(n)) || !(a = alert_named(text))) return NULL;
    for (n = cmark_node_first_child(para); n; n = next) {
        int last = is_break(n);

        next = last ? NULL : cmark_node_next(n);
        cmark_node_free(n);
    }
    return a;
}

void help_markdown_alert(cmark_node *quote)
{
    cmark_node *para = cmark_node_first_child(quote), *custom, *child;
    const alert *a;

    if (!para || cmark_node_get_type(para) != CMARK_NODE_PARAGRAPH || !(a = take_marker(para))) return;
    if (!cmark_node_first_child(para)) cmark_node_free(para);
    custom = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
    cmark_node_set_on_enter(custom, a->html);
    cmark_node_set_on_exit(custom, "</div>");
    while ((child = cmark_node_first_child(quote))) cmark_node_append_child(custom, child);
    cmark_node_replace(quote, custom);
    cmark_node_free(quote);
}
