# The help center: build, run, test, install. `make help` lists what there is.

VERSION := 0.1.0

# Variants live side by side: `make asan` and `make coverage` set B and SAN.
B    ?= build
CC   ?= gcc
SAN  ?=
OPT  ?= -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

include apxs.mk

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wpointer-arith \
       -Wno-unused-parameter -Wno-missing-field-initializers $(if $(WERROR),-Werror)
CPP_COMMON = -DHELP_VERSION='"$(VERSION)"' $(APR_CPPFLAGS) $(LIB_CPPFLAGS) -Imodules
CPP_HTTPD  = $(CPP_COMMON) $(HTTPD_INCLUDES)
CFLAGS_ALL = -std=gnu11 $(OPT) $(WARN) $(SAN) -fPIC -fvisibility=hidden -pthread -MMD -MP $(CFLAGS)
LINK       = $(SAN) -pthread -Wl,--as-needed -Wl,-z,relro -Wl,-z,now $(LDFLAGS)

# A submake with jobs of its own. One at a time in this folder: two `make test` may run at once.
PARALLEL = mkdir -p build && flock build/.lock $(MAKE) --no-print-directory -j$(JOBS)

# --- what there is to build: folders that are not there yet add nothing ------------------------
objects  = $(patsubst %.c,$(B)/%.o,$(sort $(wildcard $(1))))

PARTS    := core articles search chat gamify analytics
FEATURES := $(foreach p,$(PARTS),$(if $(wildcard modules/$(p)/*.c),$(p)))
MODULES  := $(FEATURES:%=$(B)/mod_help_%.so)
LIB_O    := $(call objects,modules/lib/*.c)
LIB      := $(B)/libhelp.a
TOOLS    := $(if $(wildcard modules/tools/sync_docs.c),$(B)/sync-docs) \
            $(if $(wildcard modules/tools/help_admin.c),$(B)/help-admin)
TOOL_O   := $(call objects,modules/tools/tool_*.c)
# *_live.c want a server; a suite that has one runs them.
UNIT     := $(patsubst tests/unit/%.c,$(B)/unit/%,$(sort $(wildcard tests/unit/test_*.c tests/unit/*_live.c)))
FUZZ     := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
PROGRAMS := $(MODULES) $(TOOLS) $(UNIT) $(FUZZ)

# Targets that name others one after the other are no place for -j; the compile is (a submake of
# them). Never below another make, whose job server decides.
ifeq ($(MAKELEVEL)$(filter-out all programs tests-c lint,$(MAKECMDGOALS)),0)
MAKEFLAGS += -j$(JOBS)
endif

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all programs tests-c deps run stop status logs clean distclean help test check test-long asan \
        coverage install backup restore verify migrate sync-docs bench lint format guards FORCE \
        compile_commands.json

all: $(LIB) $(MODULES) $(TOOLS) ## build every .so and the tools, in parallel
tests-c: $(UNIT) $(FUZZ)
programs: all tests-c

# --- compile -----------------------------------------------------------------------------------
# A changed flag rebuilds: the stamp's content is the flags, its time their last change.
$(B)/.flags: FORCE
	@mkdir -p $(B)
	@printf '%s\n' '$(subst ','\'',$(CC) $(CPP_HTTPD) $(CFLAGS_ALL) $(LINK))' > $@.$$$$; \
	if cmp -s $@.$$$$ $@; then rm -f $@.$$$$; else mv -f $@.$$$$ $@; fi

define compile
	@mkdir -p $(@D)
	@echo "  CC  $<"
	@$(CC) $(1) $(CFLAGS_ALL) $(2) -c -o $@ $<
endef

# lib/ gets no httpd include path: what it must not know does not compile. -Wconversion holds there,
# where lengths and codepoints are computed.
$(B)/modules/lib/%.o:   modules/lib/%.c $(B)/.flags   ; $(call compile,$(CPP_COMMON),-Wconversion)
$(B)/modules/tools/%.o: modules/tools/%.c $(B)/.flags ; $(call compile,$(CPP_COMMON))
$(B)/modules/%.o:       modules/%.c $(B)/.flags       ; $(call compile,$(CPP_HTTPD))
$(B)/tests/%.o:         tests/%.c $(B)/.flags         ; $(call compile,$(CPP_HTTPD) -Itests/unit)

# --- link --------------------------------------------------------------------------------------
# Each file is made beside its place and moved: a running httpd keeps the one that it has mapped.
$(LIB): $(LIB_O) $(B)/.flags
	@mkdir -p $(@D)
	@rm -f $@ && $(AR) rcs $@ $(LIB_O)

define module
$(B)/mod_help_$(1).so: $$(call objects,modules/$(1)/*.c) $(LIB)
	@echo "  LD  $$@"
	@$$(CC) -shared -o $$@.new $$(filter %.o,$$^) $(LIB) $$(LINK) $$(LIB_LIBS) && mv -f $$@.new $$@
endef
$(foreach f,$(FEATURES),$(eval $(call module,$(f))))

define program
	@mkdir -p $(@D)
	@echo "  LD  $@"
	@$(CC) -o $@.new $(filter %.o,$^) $(LIB) $(LINK) $(LIB_LIBS) $(APR_LIBS) && mv -f $@.new $@
endef
$(B)/sync-docs:  $(call objects,modules/tools/sync_*.c) $(TOOL_O) $(LIB)                ; $(program)
$(B)/help-admin: $(call objects,modules/tools/help_admin.c modules/tools/admin_*.c) $(TOOL_O) $(LIB) ; $(program)
$(B)/unit/%:     $(B)/tests/unit/%.o $(LIB)                                             ; $(program)
$(B)/fuzz/%:     $(B)/tests/fuzz/%.o $(B)/tests/fuzz/replay.o $(LIB)                    ; $(program)
.SECONDARY:

# A test of a feature's pure file says which in its head: `links: modules/chat/session.c`.
LINKED := $(shell grep -ls 'links: *[a-z]' tests/unit/*.c tests/fuzz/*.c)
$(foreach f,$(LINKED),$(eval $(patsubst tests/%.c,$(B)/%,$(f)): $(patsubst %.c,$(B)/%.o,\
    $(shell sed -n 's,.*links: *\([a-z0-9_/. ]*\.c\).*,\1,p' $(f)))))

-include $(shell find $(B) -name '*.d' -path '$(B)/[mt]*' 2>/dev/null)

# --- run ---------------------------------------------------------------------------------------
HARNESS = HELP_BUILD='$(B)' tests/harness/run

deps: ## install what is needed: apt, pgvector, npm
	@tests/harness/deps

run: ## everything up on 127.0.0.1:8080 (PORT= PGPORT= DATABASE_URL=)
	@tests/harness/deps
	@$(PARALLEL) all
	@$(HARNESS) up

stop: ## end what `make run` started
	@$(HARNESS) down

status: ## what runs, where
	@$(HARNESS) status

logs: ## follow the logs of httpd, PostgreSQL and Redis
	@$(HARNESS) logs

migrate: ## bring the schema of `make run`, or of DATABASE_URL=, up to date
	@$(HARNESS) migrate

sync-docs: $(B)/sync-docs ## DIR=folder TENANT=slug USER=name: Markdown into the help center
	@$(HARNESS) sync-docs "$(DIR)" --tenant "$(TENANT)" --user "$(USER)" $(if $(DRY_RUN),--dry-run)

backup: ## database, media and secret file into var/backups/, or FILE=
	@$(HARNESS) backup $(if $(FILE),"$(FILE)")

restore: ## FILE=backup: put it back
	@$(HARNESS) restore "$(FILE)"

verify: ## URL=https://host: does that deployment do what it should?
	@test -n "$(URL)" || { echo 'make verify needs URL=https://the.host' >&2; exit 2; }
	@conf/verify "$(URL)"

# --- test --------------------------------------------------------------------------------------
# Debian's python3: the test packages come from apt. No caches beside the sources.
PYTEST = PYTHONDONTWRITEBYTECODE=1 HELP_BUILD='$(B)' /usr/bin/python3 -m pytest -c tests/pytest.ini
TESTS ?=

test: ## everything; TESTS='-k words' or a path narrows it
	@$(PARALLEL) programs
	@$(PYTEST) -m 'not long' $(or $(TESTS),tests)

check: ## what needs no server, under 20 s
	@$(PARALLEL) programs
	@$(PYTEST) $(wildcard tests/unit tests/fuzz tests/guards) $(TESTS)

test-long: ## the slow ones: faults, soak, load
	@$(PARALLEL) programs
	@$(PYTEST) -m long $(or $(TESTS),tests)

guards: ## the rules of the house alone
	@$(PYTEST) tests/guards

# detect_leaks stays off: httpd's own pools live until exit.
ASAN = B=build/asan OPT='-O1 -g -fno-omit-frame-pointer' \
       SAN='-fsanitize=address,undefined -fno-sanitize-recover=undefined'
asan: ## the API and unit suites on an ASan + UBSan build; TESTS= narrows
	@$(PARALLEL) $(ASAN) programs
	@HELP_SANITIZE=1 $(MAKE) --no-print-directory $(ASAN) asan-tests TESTS='$(TESTS)'
.PHONY: asan-tests
asan-tests:
	@$(PYTEST) -m 'not long' $(or $(TESTS),$(wildcard tests/unit tests/fuzz tests/api tests/ws))

COVERAGE_FLOOR ?= 80
COV = B=build/cov OPT='-O0 -g' SAN='--coverage -fprofile-update=atomic' \
      LDFLAGS='-Wl,--exclude-libs,libgcov.a'
# The suites that run our C; schema, style and browser tests would only take their time again.
COVERED_BY = tests/unit tests/fuzz tests/api tests/faults
coverage: ## line coverage by module; fails below $(COVERAGE_FLOOR) % of modules/
	@$(PARALLEL) $(COV) programs
	@find build/cov -name '*.gcda' -delete
	@# httpd's parent is root and its children are not, and both write their counts there.
	@find build/cov -type d -exec chmod a+rwx {} +
	@umask 0; rc=0; $(MAKE) --no-print-directory $(COV) test TESTS='$(or $(TESTS),$(COVERED_BY))' || rc=1; \
	/usr/bin/python3 -B tests/harness/coverage.py --build build/cov --floor $(COVERAGE_FLOOR) || rc=1; exit $$rc

FUZZ_SECONDS ?= 60
fuzz-%: ## fuzz-NAME: libFuzzer on tests/fuzz/fuzz_NAME.c for FUZZ_SECONDS
	@$(PARALLEL) B=build/libfuzzer CC=clang OPT='-O1 -g' \
	    SAN='-fsanitize=fuzzer-no-link,address,undefined' build/libfuzzer/fuzzer/fuzz_$*
	@mkdir -p build/libfuzzer/corpus/$*
	build/libfuzzer/fuzzer/fuzz_$* -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=build/libfuzzer/ \
	    build/libfuzzer/corpus/$* $(wildcard tests/fuzz/corpus/$*)
$(B)/fuzzer/%: $(B)/tests/fuzz/%.o $(LIB)
	@mkdir -p $(@D)
	@$(CC) -fsanitize=fuzzer -o $@ $(filter %.o,$^) $(LIB) $(LINK) $(LIB_LIBS) $(APR_LIBS)

bench: all ## measure; writes nothing but its report
	@tests/bench/run

lint: $(B)/.flags ## clang-tidy, gcc -fanalyzer, shellcheck, node --check
	@tests/harness/lint $(B)/.flags

format: ## clang-format, on changed files only
	@git diff --name-only HEAD -- '*.c' '*.h' | xargs -r clang-format -i

compile_commands.json: ## for editors and clang-tidy
	@bear -- $(MAKE) --no-print-directory -B programs

# --- install -----------------------------------------------------------------------------------
PREFIX ?= /usr/local
SHARE   = $(DESTDIR)$(PREFIX)/share/help-center
ETC     = $(DESTDIR)$(HTTPD_SYSCONF)
install: all ## modules for httpd (by apxs), tools, pages, migrations; DESTDIR= PREFIX=
	install -d '$(DESTDIR)$(HTTPD_LIBEXEC)' '$(DESTDIR)$(PREFIX)/bin' '$(SHARE)/migrations' '$(ETC)/mods-available'
	install -m 644 $(MODULES) '$(DESTDIR)$(HTTPD_LIBEXEC)'
	install -m 755 $(TOOLS) '$(DESTDIR)$(PREFIX)/bin'
	cp -R --no-preserve=mode,ownership htdocs migrations conf '$(SHARE)'
	find '$(SHARE)' -type f -exec grep -lIm1 '^#!' {} + | xargs -r chmod 755
	install -m 644 conf/mods-available/*.load $(wildcard conf/mods-available/*.conf) '$(ETC)/mods-available'
	@echo 'Next: a2enmod help_core help_articles help_search help_chat help_gamify help_analytics,'
	@echo 'then a site from $(PREFIX)/share/help-center/conf/help.conf.'

# --- leave no trace ----------------------------------------------------------------------------
clean: ## what was built
	rm -rf build

distclean: ## also the servers' data and the test tools
	@$(HARNESS) remove
	rm -rf build tests/node_modules compile_commands.json

help: ## this list
	@awk -F ':.*## ' '/^[a-z_%-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
