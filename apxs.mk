# What httpd, APR and the libraries say about themselves. Asked once a run, and only by targets
# that compile: on a fresh machine `make deps` must work before any of these programs exist.

APXS       ?= apxs
APR_CONFIG ?= apr-1-config
APU_CONFIG ?= apu-1-config
PKG_CONFIG ?= pkg-config

# $(call once,NAME,command): the first use runs the command, later uses see its result.
once = $(eval $(1) := $$(shell $(2)))$($(1))

# Headers of others are system headers, so that our warnings are about our own code; /usr/include
# itself must not be named, or the compiler's #include_next no longer finds the C library.
system_includes = $(filter-out -isystem/usr/include,$(patsubst -I%,-isystem%,$(1)))

HTTPD_INCLUDES = -isystem$(call once,apxs_includedir,$(APXS) -q INCLUDEDIR)
HTTPD_LIBEXEC  = $(call once,apxs_libexecdir,$(APXS) -q LIBEXECDIR)
HTTPD_SYSCONF  = $(call once,apxs_sysconfdir,$(APXS) -q SYSCONFDIR)

APR_CPPFLAGS = $(call system_includes,$(call once,apr_cppflags,\
    $(APR_CONFIG) --cppflags --includes && $(APU_CONFIG) --includes))
APR_LIBS     = $(call once,apr_libs,$(APR_CONFIG) --link-ld && $(APU_CONFIG) --link-ld)

PACKAGES = libpq hiredis jansson libcmark-gfm yaml-0.1 libcrypto libcurl libutf8proc icu-uc icu-i18n zlib
LIB_CPPFLAGS = $(call system_includes,$(call once,pkg_cflags,$(PKG_CONFIG) --cflags $(PACKAGES)))
# cmark-gfm's .pc names its extensions on some releases only; Snowball has no .pc at all.
LIB_LIBS     = $(call once,pkg_libs,$(PKG_CONFIG) --libs $(PACKAGES)) -lcmark-gfm-extensions -lcmark-gfm -lstemmer -lm
