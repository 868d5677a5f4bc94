/* SPDX-License-Identifier: Apache-2.0 */
/* help-admin: tenants, users and tokens from the command line. Here are the tables of commands and
 * options, which also print the help; each noun has a file of its own. */
#include <stdio.h>
#include <string.h>
#include <apr_strings.h>
#include "tools/admin.h"

/* In the order of the bits in admin.h. */
static const admin_command commands[] = {
    { "tenant", "add",     "SLUG",              1, 1, "make a help center", admin_tenant_add },
    { "tenant", "list",    "",                  0, 0, "show all", admin_tenant_list },
    { "tenant", "disable", "SLUG",              1, 1, "answer nobody any more; nothing is removed", admin_tenant_disable },
    { "tenant", "set",     "SLUG",              1, 1, "change what the options name", admin_tenant_set },
    { "user",   "add",     "TENANT USERNAME",   2, 2, "add a person", admin_user_add },
    { "user",   "list",    "TENANT",            1, 1, "show all of a tenant", admin_user_list },
    { "user",   "disable", "TENANT USERNAME",   2, 2, "no sign-in and no token works any more", admin_user_disable },
    { "user",   "set",     "TENANT USERNAME",   2, 2, "change what the options name", admin_user_set },
    { "token",  "add",     "TENANT USERNAME",   2, 2, "make an API token and print its secret once", admin_token_add },
    { "token",  "list",    "TENANT [USERNAME]", 1, 2, "show all of a tenant or a user", admin_token_list },
    { "token",  "disable", "TENANT ID",         2, 2, "revoke a token for ever", admin_token_disable },
    { "token",  "set",     "TENANT ID",         2, 2, "change what the options name", admin_token_set },
};
#define COMMANDS ((int)(sizeof(commands) / sizeof(*commands)))

static void help(const tool_option *options, int command)
{
    int i;

    if (command >= 0) {
        printf("help-admin %s %s %s\n\n%s\n\n", commands[command].noun, commands[command].verb, commands[command].words,
               commands[command].help);
        tool_args_help(stdout, options, 1u << command);
        return;
    }
    puts("help-admin [-d URL] NOUN VERB ... : tenants, users and API tokens of a help center\n");
    for (i = 0; i < COMMANDS; i++) {
        char left[64];
        apr_snprintf(left, sizeof(left), "%s %s %s", commands[i].noun, commands[i].verb, commands[i].words);
        printf("  %-32s %s\n", left, commands[i].help);
    }
    puts("\nhelp-admin NOUN VERB --help shows the options of one. The database is -d URL or $DATABASE_URL, as\n"
         "its owner. Exit status: 0 done, 1 not done, 2 wrong usage.");
}

static const char *not_a_command(apr_pool_t *p, const char *noun, const char *verb)
{
    static const char *const nouns[] = { "tenant", "user", "token" }, *const verbs[] = { "add", "list", "disable", "set" };
    const char *near;
    int i, known = 0;

    for (i = 0; i < 3; i++) known |= !strcmp(noun, nouns[i]);
    if (!known) {
        near = tool_nearest(noun, nouns, 3);
        return apr_psprintf(p, "'%s' is none of tenant, user, token%s%s%s", noun, near ? "; did you mean " : "",
                            near ? near : "", near ? "?" : "");
    }
    if (!verb) return apr_psprintf(p, "what about the %s? add, list, disable or set", noun);
    near = tool_nearest(verb, verbs, 4);
    return apr_psprintf(p, "'%s %s' is none of add, list, disable, set%s%s%s", noun, verb, near ? "; did you mean " : "",
                        near ? near : "", near ? "?" : "");
}

/* The command that argv names: its noun is the first word that is no option, its verb the second. */
static int find(const char *noun, const char *verb)
{
    int i;

    for (i = 0; noun && verb && i < COMMANDS; i++)
        if (!strcmp(commands[i].noun, noun) && !strcmp(commands[i].verb, verb)) return i;
    return -1;
}

static const char *words_wrong(apr_pool_t *p, const admin_command *c, int given)
{
    if (given >= c->min_words && given <= c->max_words) return NULL;
    return apr_psprintf(p, "%s: help-admin %s %s %s", given < c->min_words ? "something is missing" : "one word too many",
                        c->noun, c->verb, c->words);
}

static help_err *run(admin *a, const admin_command *c)
{
    help_err *e = tool_connect(&a->db, a->p, a->url);

    if (!e && strcmp(c->noun, "tenant")) e = tool_tenant(&a->tenant, a->p, a->db, a->words[0]);
    return e ? e : c->run(a);
}

static int main_with(admin *a, const tool_option *options, int argc, const char *const *argv)
{
    const char *words[4] = { NULL }, *complaint;
    tool_args args = { .p = a->p, .options = options, .words = words, .max_words = 4,
                       .max_words_text = "no command takes so many" };
    int command = -1, i;
    help_err *e;

    /* Options may stand before the command, so what it does not take is told only when it is known. */
    complaint = tool_args_read(&args, argc, argv);
    if (!complaint) command = find(words[0], words[1]);
    if (args.wants_help) {
        help(options, command);
        return TOOL_OK;
    }
    if (!complaint && !args.n_words) complaint = "what is to be done? help-admin --help shows it";
    if (!complaint && command < 0) complaint = not_a_command(a->p, words[0], words[1]);
    if (!complaint) complaint = words_wrong(a->p, &commands[command], args.n_words - 2);
    for (i = 0; !complaint && options[i].name; i++) {
        int given = options[i].text ? *options[i].text != NULL : *options[i].flag;
        if (given && options[i].groups && !(options[i].groups & (1u << command)))
            complaint = apr_psprintf(a->p, "%s %s takes no --%s; help-admin %s %s --help shows what it takes", words[0],
                                     words[1], options[i].name, words[0], words[1]);
    }
    if (complaint) {
        tool_complain("%s", complaint);
        return TOOL_USAGE;
    }
    a->n_words = args.n_words - 2;
    for (i = 0; i < a->n_words; i++) a->words[i] = words[i + 2];
    return (e = run(a, &commands[command])) ? tool_fail(a->p, e) : TOOL_OK;
}

int main(int argc, const char *const *argv)
{
    admin a = { .p = tool_start("help-admin") };
    const tool_option options[] = {
        { "database-url",  'd', "URL",    "of the owner role; default: $DATABASE_URL", &a.url, NULL, 0 },
        { "name",          0,   "NAME",   "of the help center, the person or the token", &a.name, NULL,
          TENANT_ADD | TENANT_SET | USER_ADD | USER_SET | TOKEN_ADD | TOKEN_SET },
        { "host",          0,   "HOST",   "host name that leads to this tenant", &a.host, NULL, TENANT_ADD | TENANT_SET },
        { "time-zone",     0,   "TZ",     "such as Europe/Berlin; default UTC", &a.time_zone, NULL, TENANT_ADD | TENANT_SET },
        { "logo-url",      0,   "URL",    "of the picture in the page's head", &a.logo_url, NULL, TENANT_ADD | TENANT_SET },
        { "email",         0,   "ADDR",   "e-mail address", &a.email, NULL, USER_ADD | USER_SET },
        { "groups",        0,   "A,B",    "groups; HelpRole makes rights of them", &a.groups, NULL, USER_ADD | USER_SET },
        { "password-file", 0,   "FILE|-", "password in its first line; - is stdin", &a.password_file, NULL, USER_ADD | USER_SET },
        { "active",        0,   "yes|no", "whether it works", &a.active, NULL, TENANT_SET | USER_SET },
        { "scopes",        0,   "LIST",   "some of read,write,admin; default read", &a.scopes, NULL, TOKEN_ADD | TOKEN_SET },
        { "expires",       0,   "DAYS",   "from now; default never", &a.expires, NULL, TOKEN_ADD | TOKEN_SET },
        { "secret-file",   0,   "FILE|-", "a token made elsewhere (hct_...); none is printed", &a.secret_file, NULL, TOKEN_ADD },
        { "if-missing",    0,   NULL,     "when it is there already, that is fine", NULL, &a.if_missing, ADMIN_ADDS },
        { "json",          0,   NULL,     "as a JSON array", NULL, &a.json, ADMIN_LISTS },
        { NULL, 0, NULL, NULL, NULL, NULL, 0 },
    };
    int status = main_with(&a, options, argc - 1, argv + 1);

    tool_end(a.p);
    return status;
}
