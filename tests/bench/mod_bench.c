/* SPDX-License-Identifier: Apache-2.0 */
/* The benchmark's yardstick: a handler that answers constant bytes, those of the file named by BenchFile. */
#include <httpd.h>
#include <http_config.h>
#include <http_core.h>
#include <http_protocol.h>
#include <apr_file_io.h>
#include <apr_strings.h>

static char *bytes;
static apr_size_t size;

static const char *set_file(cmd_parms *cmd, void *conf, const char *path)
{
    apr_finfo_t info;
    apr_file_t *f;

    if (apr_file_open(&f, path, APR_READ, 0, cmd->pool) != APR_SUCCESS
        || apr_file_info_get(&info, APR_FINFO_SIZE, f) != APR_SUCCESS)
        return apr_pstrcat(cmd->pool, "BenchFile: cannot read ", path, NULL);
    size = (apr_size_t)info.size;
    bytes = apr_palloc(cmd->pool, size);
    return apr_file_read_full(f, bytes, size, NULL) == APR_SUCCESS ? NULL : "BenchFile: read failed";
}

static int answer(request_rec *r)
{
    apr_bucket_brigade *bb;

    if (!r->handler || strcmp(r->handler, "bench")) return DECLINED;
    bb = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    ap_set_content_type(r, "application/json");
    ap_set_content_length(r, (apr_off_t)size);
    APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_immortal_create(bytes, size, r->connection->bucket_alloc));
    APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_eos_create(r->connection->bucket_alloc));
    ap_pass_brigade(r->output_filters, bb);
    return OK;
}

static void hooks(apr_pool_t *p)
{
    ap_hook_handler(answer, NULL, NULL, APR_HOOK_MIDDLE);
}

static const command_rec directives[] = {
    AP_INIT_TAKE1("BenchFile", set_file, NULL, RSRC_CONF, "file whose bytes SetHandler bench answers"),
    { NULL }
};

module AP_MODULE_DECLARE_DATA bench_module = {
    STANDARD20_MODULE_STUFF, .cmds = directives, .register_hooks = hooks,
};
