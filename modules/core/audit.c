/* SPDX-License-Identifier: Apache-2.0 */
/* The audit trail: who did what to which thing, written in the transaction that does it. Never a secret in `detail`. */
#include <arpa/inet.h>

#include "core/ops.h"

static const char *actor(const help_ctx *h)
{
    if (h->username) return help_utf8_cut(h->p, h->username, 255);
    return h->visitor ? apr_pstrcat(h->p, "visitor:", h->visitor, NULL) : "nobody";
}

/* inet takes no zone ("fe80::1%eth0"), and mod_remoteip may have been told nonsense. */
static const char *address(const help_ctx *h)
{
    const char *ip = h->r->useragent_ip;
    unsigned char a[16];

    return inet_pton(AF_INET, ip, a) == 1 || inet_pton(AF_INET6, ip, a) == 1 ? ip : NULL;
}

help_err *help_audit(help_ctx *h, PGconn *db, const char *action, const char *object_type, const char *object_id,
                     json_t *detail)
{
    help_sql_call call = { .sql = &sql_audit_add };

    help_arg_text(&call.args, actor(h));
    if (h->user_id) help_arg_int(&call.args, h->p, h->user_id);
    else help_arg_text(&call.args, NULL);
    help_arg_text(&call.args, action);
    help_arg_text(&call.args, object_type);
    help_arg_text(&call.args, object_id ? object_id : "");
    help_arg_text(&call.args, detail ? help_json_text(h->p, detail, NULL) : "{}");
    help_arg_text(&call.args, h->request_id);
    help_arg_text(&call.args, address(h));
    return help_pg_run(h->p, db, h->tenant->id, &call, 1, 0);
}
