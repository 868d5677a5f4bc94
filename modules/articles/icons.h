/* SPDX-License-Identifier: Apache-2.0 */
/* Line drawings for the icons that categories usually have. Pure. */
#ifndef HELP_ARTICLES_ICONS_H
#define HELP_ARTICLES_ICONS_H

/* The path of a drawing in a box of 24 by 24, for an emoji or a word ("wrench"); NULL when there is none: the
 * page then shows the emoji itself, or the first letter of the name. */
const char *icons_path(const char *icon);

#endif
