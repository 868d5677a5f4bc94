/* SPDX-License-Identifier: Apache-2.0 */
/* Command lines read from a table that also prints the help, so that the two cannot differ. Strict:
 * what is not understood is refused with what would have been right. Knows no command of its own. */
#ifndef HELP_TOOL_ARGS_H
#define HELP_TOOL_ARGS_H

#include <stdio.h>
#include <apr_pools.h>

enum { TOOL_OK = 0, TOOL_FAILED = 1, TOOL_USAGE = 2 };    /* exit statuses */

typedef struct tool_option {
    const char *name;               /* "tenant" for --tenant */
    char letter;                    /* 'd' for -d, 0 for none */
    const char *value;              /* what stands for its value in the help; NULL = a flag */
    const char *help;               /* one line, begins small, no full stop */
    const char **text;              /* where the value goes */
    int *flag;                      /* where a flag becomes 1 */
    unsigned groups;                /* commands that take it; 0 = all */
} tool_option;

typedef struct tool_args {
    apr_pool_t *p;
    const tool_option *options;     /* ends with name NULL */
    unsigned group;                 /* the command in hand; 0 = any option is fine */
    const char **words;             /* what is no option, in order */
    int n_words, max_words;
    const char *max_words_text;     /* said when there is one too many: "one folder" */
    int wants_help;
} tool_args;

/* NULL when all is well, else the complaint without a final newline. "--" ends the options, "-" alone
 * is a word, "--name=value" and "--name value" are the same; an option given twice is refused. */
const char *tool_args_read(tool_args *a, int argc, const char *const *argv);
/* The lines of a help for the options of `group`. */
void tool_args_help(FILE *to, const tool_option *options, unsigned group);
/* The nearest of n names to a mistyped one, or NULL when none is near. */
const char *tool_nearest(const char *word, const char *const *names, int n);

#endif
