/* SPDX-License-Identifier: Apache-2.0 */
/* Directives of the whole process: one value for all virtual hosts, so they stand outside of them. */
#include "core/conf.h"
#include "lib/num.h"

static const char *refuse(cmd_parms *cmd, const char *arg, const char *right)
{
    return apr_psprintf(cmd->pool, "%s: '%s' is not %s", cmd->cmd->name, arg, right);
}

const char *help_set_dir(cmd_parms *cmd, void *mconf, const char *arg)
{
    const char *err = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    const char **where = (const char **)((char *)help_global_conf() + (apr_size_t)cmd->info);

    if (err) return err;
    if (!(*where = ap_server_root_relative(cmd->pool, arg))) return refuse(cmd, arg, "a path of a folder");
    return NULL;
}

static int is_source(const char *s)
{
    return (!strncmp(s, "file:", 5) && s[5]) || (!strncmp(s, "env:", 4) && s[4]);
}

const char *help_set_secret(cmd_parms *cmd, void *mconf, const char *arg)
{
    const char *err = ap_check_cmd_context(cmd, GLOBAL_ONLY);

    if (err) return err;
    if (!is_source(arg))
        return apr_pstrcat(cmd->pool, cmd->cmd->name, " takes file:/path or env:NAME; the secret itself does not "
                           "belong into a configuration file", NULL);
    help_global_conf()->secret_source = arg;
    return NULL;
}

const char *help_set_redis(cmd_parms *cmd, void *mconf, const char *url, const char *password)
{
    const char *problem, *err = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    help_global *g = help_global_conf();
    help_err *e;

    if (err) return err;
    if ((problem = help_redis_url_problem(cmd->pool, url)))
        return apr_psprintf(cmd->pool, "%s: '%s' %s", cmd->cmd->name, url, problem);
    if (password && (e = help_secret_read(&g->redis_password, cmd->pool, password)))
        return apr_pstrcat(cmd->pool, cmd->cmd->name, ": ", e->detail, NULL);
    g->redis_url = url;
    return NULL;
}

typedef struct { apr_size_t at; apr_interval_time_t min, max; const char *right; } time_range;
static const time_range redis_timeout = { offsetof(help_global, redis_timeout), apr_time_from_msec(10),
                                          apr_time_from_sec(5), "a time from 10ms to 5s" };
static const time_range cache_for = { offsetof(help_global, cache_for), apr_time_from_sec(1),
                                      apr_time_from_sec(86400), "a time from 1s to 1d" };
static const time_range db_wait = { offsetof(help_global, db_wait), apr_time_from_msec(10),
                                    apr_time_from_sec(30), "a time from 10ms to 30s" };

static const char *set_time(cmd_parms *cmd, const char *arg, const time_range *range)
{
    const char *err = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    apr_interval_time_t t;

    if (err) return err;
    if (!help_duration(&t, arg, "s") || t < range->min || t > range->max) return refuse(cmd, arg, range->right);
    *(apr_interval_time_t *)((char *)help_global_conf() + range->at) = t;
    return NULL;
}

const char *help_set_redis_timeout(cmd_parms *cmd, void *mconf, const char *arg)
{
    return set_time(cmd, arg, &redis_timeout);
}

const char *help_set_cache_for(cmd_parms *cmd, void *mconf, const char *arg)
{
    return set_time(cmd, arg, &cache_for);
}

const char *help_set_db_wait(cmd_parms *cmd, void *mconf, const char *arg)
{
    return set_time(cmd, arg, &db_wait);
}

const char *help_set_cache_bytes(cmd_parms *cmd, void *mconf, const char *arg)
{
    const char *err = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    apr_int64_t n;

    if (err) return err;
    if (!help_bytes(&n, arg) || (n && n < 65536) || n > ((apr_int64_t)1 << 34))
        return refuse(cmd, arg, "0 (no cache) or a size from 64k to 16G");
    help_global_conf()->cache_bytes = n;
    return NULL;
}

typedef struct { apr_size_t at; int min, max; } int_range;
static const int_range int_ranges[] = {
    { offsetof(help_global, db_max), 1, 1000 },
    { offsetof(help_global, jobs), 0, 16 },
    { offsetof(help_global, idempotency_hours), 1, 720 },
};

const char *help_set_int(cmd_parms *cmd, void *mconf, const char *arg)
{
    const char *err = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    const int_range *range = int_ranges;
    apr_int64_t n;

    if (err) return err;
    while (range->at != (apr_size_t)cmd->info) range++;
    if (!help_int64(&n, arg, range->min, range->max))
        return refuse(cmd, arg, apr_psprintf(cmd->temp_pool, "a number from %d to %d", range->min, range->max));
    *(int *)((char *)help_global_conf() + range->at) = (int)n;
    return NULL;
}
