# Fuzzing: `make fuzz` builds every test/fuzz/*_fuzz.c with the sanitisers and
# gives each FUZZ_SECONDS, starting from the inputs kept in test/fuzz/inputs.
# What crashes is left in build-fuzz/found/; once understood, it is kept there too.

FUZZ_B       := build-fuzz
FUZZ_SECONDS ?= 10
FUZZ_CC      ?= clang
FUZZ_LAYERS  ?= $(filter-out main,$(LAYERS))
FUZZ_OPT     := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
                -fno-sanitize-recover=undefined
FUZZ_SRC     := $(foreach l,$(FUZZ_LAYERS),$(wildcard src/$(l)/*.c))
FUZZ_OBJ     := $(FUZZ_SRC:src/%.c=$(FUZZ_B)/obj/%.o)
FUZZ_GEN     := $(if $(filter serve,$(FUZZ_LAYERS)),$(GEN))
FUZZ_NAMES   := $(patsubst test/fuzz/%_fuzz.c,%,$(wildcard test/fuzz/*_fuzz.c))

define compile_fuzzed_layer
$(FUZZ_B)/obj/$(1)/%.o: src/$(1)/%.c | $(B)/deps.stamp
	@mkdir -p $$(@D)
	$$(FUZZ_CC) $$(STD) $$(FUZZ_OPT) -fsanitize=fuzzer-no-link -MMD -MP $$(QUOTE_$(1)) \
	    $$(INC_$(1)) -c -o $$@ $$<
endef
$(foreach l,$(FUZZ_LAYERS),$(eval $(call compile_fuzzed_layer,$(l))))

# An archive, so that each target takes only what it calls.
$(FUZZ_B)/layers.a: $(FUZZ_OBJ) $(FUZZ_GEN)
	@mkdir -p $(@D)
	rm -f $@
	ar rcs $@ $^

$(FUZZ_B)/%_fuzz: test/fuzz/%_fuzz.c $(FUZZ_B)/layers.a
	$(FUZZ_CC) $(STD) $(FUZZ_OPT) -fsanitize=fuzzer -MMD -MP $(QUOTE_main) $(QUOTE_serve) \
	    -o $@ $< $(FUZZ_B)/layers.a $(LIBS)

# fuzz-json and so on run one; the scratch corpus in build-fuzz grows from run to run.
.PHONY: fuzz $(FUZZ_NAMES:%=fuzz-%)
fuzz: $(FUZZ_NAMES:%=fuzz-%)
$(FUZZ_NAMES:%=fuzz-%): fuzz-%: $(FUZZ_B)/%_fuzz
	@mkdir -p $(FUZZ_B)/corpus/$* $(FUZZ_B)/found
	$< -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
	    -artifact_prefix=$(FUZZ_B)/found/$*- $(patsubst %,-dict=%,$(wildcard test/fuzz/$*.dict)) \
	    $(FUZZ_B)/corpus/$* $(wildcard test/fuzz/inputs/$*)

.PRECIOUS: $(FUZZ_B)/%_fuzz
-include $(FUZZ_OBJ:.o=.d) $(wildcard $(FUZZ_B)/*.d)
