# The tests.  `make test` runs every part (test/all.sh says which); the others
# run one part while working.

# Every layer but main, as an archive: a test takes only what it calls.
REST_OBJ := $(filter-out $(B)/obj/main/%,$(OBJ)) $(GEN)
$(B)/rest.a: $(REST_OBJ)
	@rm -f $@
	ar rcs $@ $^

TEST_SRC  := $(wildcard test/*.c test/play/*.c test/reach/*.c test/crash/*.c test/phones/*.c)
TEST_OBJ  := $(TEST_SRC:test/%.c=$(B)/test/%.o)
PLAY_OBJ  := $(filter $(B)/test/play/%,$(TEST_OBJ))
REACH_OBJ := $(filter $(B)/test/reach/%,$(TEST_OBJ)) $(B)/test/crash/client.o
CRASH_OBJ := $(filter $(B)/test/crash/%,$(TEST_OBJ))
PHONES_OBJ := $(filter $(B)/test/phones/%,$(TEST_OBJ)) $(B)/test/phones.o \
              $(B)/test/crash/client.o $(B)/test/crash/server.o
PLAYERS   := scene torture matrix migrations oracle crowd

$(B)/test/%.o: test/%.c | $(B)/deps.stamp
	@mkdir -p $(@D)
	$(CC) $(STD) $(OPT) -MMD -MP $(QUOTE_main) -iquote test -c -o $@ $<

$(B)/oracle: $(REACH_OBJ)
$(PLAYERS:%=$(B)/%): $(B)/%: $(B)/test/%.o $(PLAY_OBJ) $(B)/rest.a
	$(CC) $(OPT) -o $@ $(filter %.o,$^) $(B)/rest.a $(LIBS)
$(B)/phones: $(PHONES_OBJ) $(B)/rest.a
	$(CC) $(OPT) -o $@ $^ $(LIBS)
$(B)/crash: $(CRASH_OBJ) $(B)/rest.a
	$(CC) $(OPT) -o $@ $^ $(LIBS)

-include $(TEST_OBJ:.o=.d)

.PHONY: tests
tests: $(B)/lianfang $(UNIT) $(PLAYERS:%=$(B)/%) $(B)/crash $(B)/phones $(B)/rest.a

# Everything, on both engines.
.PHONY: test
test:
	@$(MAKE) --no-print-directory $(B)/deps.stamp
	@test/with-postgres --in-memory test/all.sh

# While working: unit tests and scenes.
.PHONY: check
check: $(B)/lianfang $(UNIT) $(B)/scene
	@test/with-postgres --in-memory test/all.sh unit scenes

# make torture, make torture SCENE=sweep
.PHONY: torture
torture: $(B)/torture
	$(B)/torture $(SCENE:%=test/scenes/%.scene)

# One part by its name in test/all.sh: make part PART=matrix
.PHONY: part
part: tests
	@test/with-postgres --in-memory test/all.sh $(PART)

# What the declarations say, in other languages; reviewers read the difference.
PRINTED := openapi.json ddl.sqlite.sql ddl.postgres.sql who.txt schema.ts manual.en.md manual.zh-CN.md
.PHONY: prints
prints: $(B)/lianfang
	@test/prints.sh printed

# The other compiler, and the formatter.
C_FILES := $(shell find src test bench -name '*.[ch]')
.PHONY: clang-check
clang-check: | $(B)/deps.stamp
	@{ $(foreach l,$(LAYERS),for f in src/$(l)/*.c; do \
	       echo "$(QUOTE_$(l)) $(INC_$(l)) $$f"; done;) \
	   for f in $(TEST_SRC) test/unit/*.c; do \
	       echo "$(QUOTE_main) -iquote test $(PQ_INC) $$f"; done; } \
	  | xargs -P2 -L1 clang $(STD) -fsyntax-only
.PHONY: format format-check
format:
	@clang-format -i $(C_FILES)
format-check:
	@clang-format --dry-run -Werror $(C_FILES)

# Pieces of the above for test/all.sh.
.PHONY: san-tests tsan-tests print-libs fuzz-build
san-tests: $(UNIT) $(B)/scene
tsan-tests: $(filter %/engine_test %/store_test %/writer_test %/engines_test,$(UNIT)) $(B)/crowd
print-libs:
	@echo '$(LIBS)'
fuzz-build: $(FUZZ_NAMES:%=$(FUZZ_B)/%_fuzz)
