/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by conf.c (values) and conf_set.c (directives). */
#ifndef HELP_CORE_CONF_H
#define HELP_CORE_CONF_H

#include "core/core.h"

void help_global_reset(void);               /* pre_config: a reload starts from the defaults */
void help_conf_effective(help_conf *c);
/* NULL, or why the text is no test: "group a b", "user a b", "env NAME[=value]", "expr ..." */
const char *help_role_rule_read(help_role_rule *out, cmd_parms *cmd, const char *text);

/* conf_global.c: setters that the table in conf_set.c names. */
const char *help_set_dir(cmd_parms *cmd, void *mconf, const char *arg);
const char *help_set_secret(cmd_parms *cmd, void *mconf, const char *arg);
const char *help_set_redis(cmd_parms *cmd, void *mconf, const char *url, const char *password);
const char *help_set_redis_timeout(cmd_parms *cmd, void *mconf, const char *arg);
const char *help_set_cache_bytes(cmd_parms *cmd, void *mconf, const char *arg);
const char *help_set_cache_for(cmd_parms *cmd, void *mconf, const char *arg);
const char *help_set_db_wait(cmd_parms *cmd, void *mconf, const char *arg);
const char *help_set_int(cmd_parms *cmd, void *mconf, const char *arg);

#endif
