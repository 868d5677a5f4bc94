/* SPDX-License-Identifier: Apache-2.0 */
/* Private to mod_help_analytics. */
#ifndef HELP_ANALYTICS_H
#define HELP_ANALYTICS_H

#include "core/help_core.h"

/* mod_help_analytics.c: core's table, set before the configuration is read, never changed afterwards. */
extern const help_core *analytics_core;

/* analytics_api.c */
extern const help_route analytics_routes[];
extern const int analytics_routes_n;

#endif
