/* SPDX-License-Identifier: Apache-2.0 */
/* Private to mod_help_search. */
#ifndef HELP_SEARCH_H
#define HELP_SEARCH_H

#include "core/help_core.h"

/* mod_help_search.c: core's table, set before the configuration is read, never changed afterwards. */
extern const help_core *search_core;

/* search_api.c */
extern const help_route search_routes[];
extern const int search_routes_n;

#endif
