/* SPDX-License-Identifier: Apache-2.0 */
/* Every limit of the product that is not a directive, with its reason. */
#ifndef HELP_LIB_LIMITS_H
#define HELP_LIB_LIMITS_H

#define HELP_FIELD_ERRORS_MAX     50          /* an answer of 1,000 complaints helps nobody */
#define HELP_JSON_DEPTH_MAX       32          /* our deepest document (a tour) has 5 levels */
#define HELP_JSON_TEXT_MAX        (1 << 28)   /* an export streams; one value this big is a mistake */
#define HELP_TITLE_MAX_CHARS      200         /* contract */
#define HELP_SUMMARY_MAX_CHARS    500         /* contract */
#define HELP_CONTENT_MAX_BYTES    (1 << 20)   /* contract: 1 MiB of Markdown */
#define HELP_SLUG_MAX_CHARS       200         /* as long as a title can get */
#define HELP_NAME_MAX_CHARS       200         /* user, tenant, category, tag and token names */
#define HELP_COMMENT_MAX_CHARS    1000        /* contract */
#define HELP_PAGE_SIZE            20          /* contract */
#define HELP_PAGE_SIZE_MAX        100         /* contract */
#define HELP_PAGE_MAX             100000      /* beyond it OFFSET is a way to keep the database busy */
#define HELP_QUERY_PARAMS_MAX     64          /* a query string with more is an attack */
#define HELP_REQUEST_ID_MAX       64          /* longer ones are replaced, not cut */
#define HELP_IDEMPOTENCY_KEY_MAX  255         /* draft-ietf-httpapi-idempotency-key-header: opaque */
#define HELP_FRONT_MATTER_MAX     65536       /* YAML aliases could make more of it; see front_matter.c */
#define HELP_TEMPLATE_DEPTH_MAX   16          /* partials that call themselves end here */
#define HELP_TEMPLATE_MAX_BYTES   (1 << 20)   /* our longest page has 20 KiB; a folder given by mistake may hold anything */
#define HELP_PG_DEADLINE_MS       6000        /* one second over statement_timeout: a server that lives answers first */
#define HELP_PG_RETRY_AFTER_S     2           /* a restart of PostgreSQL takes about that long */
#define HELP_PASSWORD_MAX_BYTES   72          /* bcrypt reads no further */

#define HELP_PAGE_MAX_BYTES       (8 << 20)   /* an article of 1 MiB, every character escaped, and its frame */

#endif
