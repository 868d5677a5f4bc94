/* SPDX-License-Identifier: Apache-2.0 */
/* Options by table: see tool_args.h. Knows no output but the help. */
#include <string.h>
#include <apr_strings.h>
#include "tools/tool_args.h"

#define NAME_MAX_CHARS 31           /* of an option or a command; a longer word is near to none */

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Levenshtein distance with one row (Wagner and Fischer 1974). */
static int distance(const char *a, const char *b)
{
    int row[NAME_MAX_CHARS + 1];
    int n = (int)strlen(b), i, j;

    if (strlen(a) > NAME_MAX_CHARS || n > NAME_MAX_CHARS) return NAME_MAX_CHARS;
    for (j = 0; j <= n; j++) row[j] = j;
    for (i = 1; a[i - 1]; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (j = 1; j <= n; j++) {
            int above = row[j];
            row[j] = smaller(smaller(above, row[j - 1]) + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[n];
}

const char *tool_nearest(const char *word, const char *const *names, int n)
{
    const char *best = NULL;
    int best_at = 3, i;             /* three slips are another word */

    for (i = 0; i < n; i++) {
        int d = distance(word, names[i]);
        if (d < best_at && d < (int)strlen(names[i])) {
            best_at = d;
            best = names[i];
        }
    }
    return best;
}

static int takes(const tool_option *o, unsigned group)
{
    return !o->groups || !group || (o->groups & group);
}

static const char *unknown(const tool_args *a, const char *arg, apr_size_t len)
{
    const char *names[64], *near;
    int n = 0;
    const tool_option *o;

    for (o = a->options; o->name && n < 64; o++)
        if (takes(o, a->group)) names[n++] = o->name;
    near = tool_nearest(apr_pstrmemdup(a->p, arg, len), names, n);
    if (near) return apr_psprintf(a->p, "there is no option --%.*s here; did you mean --%s?", (int)len, arg, near);
    return apr_psprintf(a->p, "there is no option --%.*s here; --help lists what there is", (int)len, arg);
}

static const tool_option *by_name(const tool_args *a, const char *name, apr_size_t len)
{
    const tool_option *o;

    for (o = a->options; o->name; o++)
        if (strlen(o->name) == len && !memcmp(o->name, name, len) && takes(o, a->group)) return o;
    return NULL;
}

static const tool_option *by_letter(const tool_args *a, char letter)
{
    const tool_option *o;

    for (o = a->options; o->name; o++)
        if (o->letter == letter && takes(o, a->group)) return o;
    return NULL;
}

static const char *set(const tool_args *a, const tool_option *o, const char *value)
{
    if (!o->value) {
        if (value) return apr_psprintf(a->p, "--%s takes no value", o->name);
        *o->flag = 1;
        return NULL;
    }
    if (!value) return apr_psprintf(a->p, "--%s needs a value: --%s %s", o->name, o->name, o->value);
    if (*o->text) return apr_psprintf(a->p, "--%s was given twice", o->name);
    *o->text = value;
    return NULL;
}

/* One option, *i at it; moves *i on when its value is the next word. */
static const char *option(const tool_args *a, int argc, const char *const *argv, int *i)
{
    const char *arg = argv[*i], *value = NULL;
    const tool_option *o;

    if (arg[1] == '-') {
        apr_size_t len = strcspn(arg + 2, "=");
        if (!(o = by_name(a, arg + 2, len))) return unknown(a, arg + 2, len);
        if (arg[2 + len]) value = arg + 3 + len;
    }
    else {
        if (!(o = by_letter(a, arg[1])))
            return apr_psprintf(a->p, "there is no option -%c here; --help lists what there is", arg[1]);
        if (arg[2]) value = arg + 2;
    }
    if (!value && o->value && *i + 1 < argc) value = argv[++*i];
    return set(a, o, value);
}

const char *tool_args_read(tool_args *a, int argc, const char *const *argv)
{
    int i, options_end = 0;

    for (i = 0; i < argc; i++) {
        const char *arg = argv[i], *complaint;
        if (options_end || arg[0] != '-' || !arg[1]) {
            if (a->n_words == a->max_words)
                return apr_psprintf(a->p, "'%s' is one too many: %s", arg, a->max_words_text);
            a->words[a->n_words++] = arg;
        }
        else if (!strcmp(arg, "--")) options_end = 1;
        else if (!strcmp(arg, "--help") || !strcmp(arg, "-h")) a->wants_help = 1;
        else if ((complaint = option(a, argc, argv, &i))) return complaint;
    }
    return NULL;
}

void tool_args_help(FILE *to, const tool_option *options, unsigned group)
{
    const tool_option *o;

    for (o = options; o->name; o++) {
        char left[64];
        if (!takes(o, group)) continue;
        apr_snprintf(left, sizeof(left), "%s%c%s--%s%s%s", o->letter ? "-" : "  ",
                     o->letter ? o->letter : ' ', o->letter ? ", " : " ", o->name, o->value ? " " : "",
                     o->value ? o->value : "");
        fprintf(to, "  %-28s %s\n", left, o->help);
    }
    fprintf(to, "  %-28s %s\n", "-h, --help", "print this");
}
