/* SPDX-License-Identifier: Apache-2.0 */
/* Private to mod_help_gamify. */
#ifndef HELP_GAMIFY_H
#define HELP_GAMIFY_H

#include "core/help_core.h"

/* mod_help_gamify.c: core's table, set before the configuration is read, never changed afterwards. */
extern const help_core *gamify_core;

/* gamify_api.c */
extern const help_route gamify_routes[];
extern const int gamify_routes_n;

#endif
