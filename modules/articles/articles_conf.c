/* SPDX-License-Identifier: Apache-2.0 */
/* Directives of mod_help_articles. */
#include "articles.h"

#include <apr_strings.h>

#include "lib/num.h"

enum { UNSET = -1 };

void *articles_conf_create(apr_pool_t *p, char *dir)
{
    articles_conf *c = apr_palloc(p, sizeof *c);

    *c = (articles_conf){ .page_size = UNSET };
    return c;
}

void *articles_conf_merge(apr_pool_t *p, void *base_conf, void *add_conf)
{
    const articles_conf *base = base_conf, *add = add_conf;
    articles_conf *c = apr_palloc(p, sizeof *c);

    c->page_size = add->page_size != UNSET ? add->page_size : base->page_size;
    return c;
}

int articles_page_size(const request_rec *r)
{
    const articles_conf *c = ap_get_module_config(r->per_dir_config, &help_articles_module);

    return c->page_size != UNSET ? c->page_size : HELP_PAGE_SIZE;
}

static const char *set_page_size(cmd_parms *cmd, void *conf, const char *arg)
{
    articles_conf *c = conf;
    apr_int64_t n;

    if (!help_int64(&n, arg, 1, HELP_PAGE_SIZE_MAX))
        return apr_psprintf(cmd->pool, "%s: '%s' is not a number from 1 to %d", cmd->cmd->name, arg,
                            HELP_PAGE_SIZE_MAX);
    c->page_size = (int)n;
    return NULL;
}

const command_rec articles_directives[] = {
    AP_INIT_TAKE1("HelpArticlesPageSize", set_page_size, NULL, RSRC_CONF | ACCESS_CONF,
                  "articles on one page of a category, 1 to 100; default 20"),
    { NULL }
};
