/* SPDX-License-Identifier: Apache-2.0 */
/* A thread plays the server on a socket of its own: each connection gets one script, a list of what to
 * wait for and what to say. */
#include <apr_env.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/redis.h"
#include "tap.h"

#define TIMEOUT apr_time_from_msec(200)
#define BREAKER apr_time_from_msec(300)

typedef struct turn {
    const char *hears;              /* must be in what comes; NULL ends the script and the connection */
    const char *says;               /* NULL = nothing, for longer than any deadline */
} turn;

typedef struct server {
    int fd, misheard;
    const turn *scripts[8];
    pthread_t thread;
} server;

static void play(server *s, int fd, const turn *t)
{
    char heard[1000];

    for (; t->hears; t++) {
        ssize_t n = read(fd, heard, sizeof heard - 1);

        if (n <= 0) return;
        heard[n] = '\0';
        if (!strstr(heard, t->hears)) s->misheard = 1;
        if (!t->says) { apr_sleep(2 * TIMEOUT); return; }
        if (write(fd, t->says, strlen(t->says)) < 0) return;
    }
}

static void *serve(void *self)
{
    server *s = self;
    int i;

    for (i = 0; s->scripts[i]; i++) {
        int fd = accept(s->fd, NULL, NULL);

        play(s, fd, s->scripts[i]);
        close(fd);
    }
    return NULL;
}

static void start(server *s, const char *path)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };

    apr_cpystrn(at.sun_path, path, sizeof at.sun_path);
    unlink(path);
    s->fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(s->fd, (struct sockaddr *)&at, sizeof at) || listen(s->fd, 8)) printf("# no socket at %s\n", path);
    pthread_create(&s->thread, NULL, serve, s);
}

static void stop(server *s, const char *sentence)
{
    pthread_join(s->thread, NULL);
    close(s->fd);
    ok(!s->misheard, "%s", sentence);
}

static redisReply *run(help_redis *r, int idempotent, const char *word)
{
    const char *argv[] = { "GET", word };
    apr_size_t lens[] = { 3, strlen(word) };

    return help_redis_run(r, idempotent, 2, argv, lens);
}

static int says(redisReply *reply, const char *text)
{
    int good = reply && reply->str && strcmp(reply->str, text) == 0;

    if (reply) freeReplyObject(reply);
    return good;
}

static help_redis *client(apr_pool_t *p, const char *url)
{
    help_redis_options o = { .url = url, .timeout = TIMEOUT, .breaker = BREAKER, .max = 2 };

    return help_redis_make(p, &o);
}

static void talking(apr_pool_t *p, const char *path)
{
    static const turn first[] = { { "AUTH\r\n$2\r\npw", "+OK\r\n" }, { "SELECT\r\n$1\r\n3", "+OK\r\n" }, { "one", "+1\r\n" },
                                  { "two", "-ERR no\r\n" }, { "three", "+3\r\n" }, { NULL, NULL } };
    static const turn second[] = { { "AUTH", "+OK\r\n" }, { "SELECT", "+OK\r\n" }, { "four", "+4\r\n" }, { NULL, NULL } };
    server s = { .scripts = { first, second } };
    help_redis_options o = { .url = apr_pstrcat(p, "unix:", path, "?db=3", NULL), .password = "pw", .timeout = TIMEOUT };
    help_redis *r = help_redis_make(p, &o);

    start(&s, path);
    ok(!help_redis_up(r), "at first nothing is known");
    ok(says(run(r, 1, "one"), "1"), "a command is answered");
    ok(help_redis_up(r), "then it is up");
    ok(!run(r, 1, "two"), "an error reply is no reply");
    ok(says(run(r, 1, "three"), "3"), "and does not cost the connection");
    apr_sleep(apr_time_from_msec(50));
    ok(says(run(r, 0, "four"), "4"), "a connection that has ended is seen before anything is sent");
    stop(&s, "password and database were told, each connection was used as long as it lived");
}

static void failing(apr_pool_t *p, const char *path)
{
    static const turn silent[] = { { "one", NULL }, { NULL, NULL } };
    static const turn loading[] = { { "two", "-LOADING dataset\r\n" }, { NULL, NULL } };
    static const turn mid[] = { { "three", "+3\r\n" }, { "four", "" }, { NULL, NULL } };
    static const turn again[] = { { "four", "+4\r\n" }, { NULL, NULL } };
    server s = { .scripts = { silent, loading, mid, again } };
    help_redis *r = client(p, apr_pstrcat(p, "unix:", path, NULL));
    apr_time_t begin;

    start(&s, path);
    begin = apr_time_now();
    ok(!run(r, 1, "one") && apr_time_now() - begin < 2 * TIMEOUT, "a silent server is given up after the deadline");
    ok(!help_redis_up(r), "and is down");
    begin = apr_time_now();
    ok(!run(r, 1, "x") && !help_redis_connect(r) && apr_time_now() - begin < TIMEOUT / 4, "then nothing is tried for a while");
    apr_sleep(2 * BREAKER);
    ok(!run(r, 1, "two"), "a server that is loading is not there yet");
    ok(!run(r, 1, "x"), "and left alone, too");
    apr_sleep(2 * BREAKER);
    ok(says(run(r, 1, "three"), "3"), "afterwards it is tried again");
    ok(says(run(r, 1, "four"), "4"), "a read is sent again where a kept connection breaks");
    stop(&s, "each server heard what it should");
}

static void writes(apr_pool_t *p, const char *path)
{
    static const turn mid[] = { { "one", "+1\r\n" }, { "two", "" }, { NULL, NULL } };
    static const turn again[] = { { "three", "+3\r\n" }, { NULL, NULL } };
    server s = { .scripts = { mid, again } };
    help_redis *r = client(p, apr_pstrcat(p, "unix:", path, NULL));

    start(&s, path);
    ok(says(run(r, 0, "one"), "1"), "a write is answered");
    ok(!run(r, 0, "two"), "one on a connection that breaks is not sent again");
    ok(says(run(r, 0, "three"), "3"), "but the next one has a new connection at once");
    stop(&s, "nothing was heard twice");
}

static void nobody(apr_pool_t *p)
{
    help_redis *r = client(p, "unix:/nowhere/at/all");

    ok(!run(r, 1, "x"), "where nobody listens there is no answer");
    ok(!help_redis_connect(r) && !help_redis_up(r), "nor a connection");
    ok(!client(p, "http://x"), "a bad URL makes nothing");
}

int main(void)
{
    apr_pool_t *p, *inner;
    const char *tmp, *path;

    apr_initialize();
    apr_pool_create(&p, NULL);
    apr_pool_create(&inner, p);
    apr_temp_dir_get(&tmp, p);
    path = apr_psprintf(p, "%s/help-redis-%d", tmp, (int)getpid());
    talking(inner, path);
    failing(inner, path);
    writes(inner, path);
    nobody(inner);
    unlink(path);
    apr_pool_destroy(inner);
    apr_terminate();
    return tap_done();
}
