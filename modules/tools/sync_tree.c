/* SPDX-License-Identifier: Apache-2.0 */
/* Walking and reading a folder. What a path leads to is asked of the open file, never of the name
 * before it, so that nothing can be exchanged in between. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <apr_escape.h>
#include <apr_strings.h>
#include "lib/text.h"
#include "tools/sync_tree.h"

#define DEPTH_MAX 64                /* folders in folders: deeper is a loop of mounts */

static const char *joined(apr_pool_t *p, const char *folder, const char *name)
{
    return *folder ? apr_pstrcat(p, folder, "/", name, NULL) : apr_pstrdup(p, name);
}

static int is_inside(const sync_tree *t, const char *real)
{
    apr_size_t n = strlen(t->real);

    return !strncmp(real, t->real, n) && (real[n] == '/' || !real[n] || (n == 1 && *t->real == '/'));
}

/* A link to a file of the tree is that file; one to a folder would be a second copy of its documents. */
static void linked(sync_tree *t, int folder_fd, const char *name, const char *path)
{
    char real[PATH_MAX];
    struct stat st;

    if (!realpath(apr_pstrcat(t->p, t->real, "/", path, NULL), real))
        t->bad(t->baton, path, apr_psprintf(t->p, "is a link that leads nowhere: %s", strerror(errno)));
    else if (!is_inside(t, real)) t->bad(t->baton, path, "is a link that leaves the folder and is not followed");
    else if (fstatat(folder_fd, name, &st, 0) || !S_ISREG(st.st_mode))
        t->bad(t->baton, path, "is a link to a folder and is not followed");
    else APR_ARRAY_PUSH(t->paths, const char *) = path;
}

static void walk(sync_tree *t, int fd, const char *folder, int depth);

static void entry(sync_tree *t, int fd, const char *folder, const char *name, int depth)
{
    const char *path = joined(t->p, folder, name);
    struct stat st;
    int below;

    if (!help_utf8_ok(name, strlen(name)))
        t->bad(t->baton, joined(t->p, folder, apr_pescape_urlencoded(t->p, name)), "has a name that is not UTF-8");
    else if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW)) t->bad(t->baton, path, strerror(errno));
    else if (S_ISLNK(st.st_mode)) linked(t, fd, name, path);
    else if (S_ISREG(st.st_mode)) APR_ARRAY_PUSH(t->paths, const char *) = path;
    else if (!S_ISDIR(st.st_mode)) t->bad(t->baton, path, "is neither a file nor a folder");
    else if (strcmp(name, "node_modules")) {
        below = depth < DEPTH_MAX ? openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
        if (below >= 0) walk(t, below, path, depth + 1);
        else t->bad(t->baton, path, depth < DEPTH_MAX ? strerror(errno) : "lies too deep");
    }
}

/* Closes fd. */
static void walk(sync_tree *t, int fd, const char *folder, int depth)
{
    DIR *dir = fdopendir(fd);
    const struct dirent *x;

    if (!dir) {
        close(fd);
        t->bad(t->baton, folder, strerror(errno));
        return;
    }
    while ((x = readdir(dir)))
        if (x->d_name[0] != '.') entry(t, dirfd(dir), folder, x->d_name, depth);
    closedir(dir);
}

help_err *sync_tree_walk(sync_tree *t)
{
    int fd = open(t->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    char real[PATH_MAX];

    if (fd < 0 || !realpath(t->dir, real)) {
        int why = errno;
        if (fd >= 0) close(fd);
        return help_err_new(t->p, 400, "no-folder",
                            apr_psprintf(t->p, "'%s' is no folder that can be read: %s.", t->dir, strerror(why)), NULL);
    }
    t->real = apr_pstrdup(t->p, real);
    t->paths = apr_array_make(t->p, 256, sizeof(const char *));
    walk(t, fd, "", 0);
    return NULL;
}

static help_err *unread(apr_pool_t *p, const char *why)
{
    return help_err_new(p, 400, "unreadable", apr_psprintf(p, "cannot be read: %s", why), NULL);
}

/* The file behind an open descriptor: regular, and inside. A name in /proc is what the kernel opened,
 * whatever has become of the path since. */
static help_err *vetted(const sync_tree *t, apr_pool_t *p, int fd, apr_size_t max, apr_size_t *size)
{
    char real[PATH_MAX];
    ssize_t n = readlink(apr_psprintf(p, "/proc/self/fd/%d", fd), real, sizeof(real) - 1);
    struct stat st;

    if (fstat(fd, &st)) return unread(p, strerror(errno));
    if (!S_ISREG(st.st_mode)) return unread(p, "it is no file");
    if (n > 0) {
        real[n] = '\0';
        if (!is_inside(t, real)) return unread(p, "it lies outside the folder");
    }
    if ((apr_size_t)st.st_size > max)
        return help_err_new(p, 413, "too-large", apr_psprintf(p, "is larger than %d KiB", (int)(max >> 10)), NULL);
    *size = (apr_size_t)st.st_size;
    return NULL;
}

static help_err *fill(apr_pool_t *p, int fd, char *out, apr_size_t size, apr_size_t *len)
{
    *len = 0;
    while (*len < size) {
        ssize_t n = read(fd, out + *len, size - *len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return unread(p, strerror(errno));
        if (!n) break;              /* it has become shorter */
        *len += (apr_size_t)n;
    }
    out[*len] = '\0';
    return NULL;
}

help_err *sync_tree_read(void *baton, apr_pool_t *p, const char *path, apr_size_t max, const char **bytes,
                         apr_size_t *len)
{
    const sync_tree *t = baton;
    /* Without O_NONBLOCK, opening a pipe would wait for its writer. */
    int fd = open(apr_pstrcat(p, t->real, "/", path, NULL), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    apr_size_t size;
    char *out;
    help_err *e;

    if (fd < 0) return unread(p, strerror(errno));
    if (!(e = vetted(t, p, fd, max, &size))) {
        *bytes = out = apr_palloc(p, size + 1);
        e = fill(p, fd, out, size, len);
    }
    close(fd);
    return e;
}
