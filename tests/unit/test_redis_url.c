/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/redis.h"
#include "lib/redis_int.h"
#include "tap.h"

int main(void)
{
    static const struct { const char *url, *host, *path, *password; int port, db; const char *sentence; } rows[] = {
        { "redis://localhost", "localhost", NULL, NULL, 6379, 0, "a host alone" },
        { "redis://h:6380/3", "h", NULL, NULL, 6380, 3, "with port and database" },
        { "redis://:pw@h", "h", NULL, "pw", 6379, 0, "with a password" },
        { "redis://:p%40w:@h:1/", "h", NULL, "p@w:", 1, 0, "whose signs are escaped" },
        { "redis://:p@w@h", "h", NULL, "p@w", 6379, 0, "or not" },
        { "redis://[::1]:7000", "::1", NULL, NULL, 7000, 0, "an IPv6 address" },
        { "unix:/run/redis.sock", NULL, "/run/redis.sock", NULL, 6379, 0, "a socket" },
        { "unix:/run/redis.sock?db=2", NULL, "/run/redis.sock", NULL, 6379, 2, "with a database" },
    };
    static const struct { const char *url, *sentence; } bad[] = {
        { "", "nothing is no URL" },
        { "localhost:6379", "nor is a host without a scheme" },
        { "rediss://h", "TLS is not spoken" },
        { "redis://", "the host may not be missing" },
        { "redis://:6379", "nor be only a port" },
        { "redis://h:0", "port 0 is none" },
        { "redis://h:port", "nor is a word" },
        { "redis://h:65536", "nor is 65536" },
        { "redis://h/x", "a database is a number" },
        { "redis://user:pw@h", "user names are not supported" },
        { "redis://:@h", "an empty password is refused" },
        { "redis://:%zz@h", "so is a broken escape" },
        { "redis://[::1", "an open bracket is refused" },
        { "redis://[::1]x", "and something behind it" },
        { "unix:relative", "a socket's path is absolute" },
        { "unix:/a?x=1", "behind it only a database may follow" },
    };
    help_redis_place place;
    apr_pool_t *p;
    size_t i;

    apr_initialize();
    apr_pool_create(&p, NULL);
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        ok(!help_redis_url_read(&place, p, rows[i].url) && place.port == rows[i].port && place.db == rows[i].db, "%s",
           rows[i].sentence);
        is(place.host, rows[i].host, "... its host");
        is(place.path, rows[i].path, "... its path");
        is(place.password, rows[i].password, "... its password");
    }
    for (i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(help_redis_url_problem(p, bad[i].url) != NULL, "%s", bad[i].sentence);
    apr_terminate();
    return tap_done();
}
