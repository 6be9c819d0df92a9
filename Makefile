# Build, run and test lianfang.  `make help` lists the targets.
#
#   make run    install what is missing, build, load the demo, serve it
#   make test   install what is missing, pass every test on both engines
#
# SAN=1 builds with the address and undefined-behaviour sanitisers into
# build-san/, SAN=thread with the thread sanitiser into build-tsan/.

CC      ?= gcc
STD     := -std=c17 -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
OPT     := -O2 -g -fno-omit-frame-pointer
B       := build
ifeq ($(SAN),1)
OPT     := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
B       := build-san
endif
ifeq ($(SAN),thread)
OPT     := -O1 -g -fno-omit-frame-pointer -fsanitize=thread -Wno-maybe-uninitialized
B       := build-tsan
endif

LAYERS  := base store schema domain rooms serve main
LIBS    := -lmicrohttpd -lgnutls -lsqlite3 -lpq -ljansson -lsodium -lxlsxwriter -lzip -lexpat \
           -lzstd -lz -lcbor -lcurl -lcrypto -lpthread -lm
PQ_INC  := -isystem /usr/include/postgresql

# A layer sees itself and the layers before it: a call upstairs does not compile.
QUOTE_base   := -iquote src/base
QUOTE_store  := -iquote src/store $(QUOTE_base)
QUOTE_schema := -iquote src/schema $(QUOTE_store)
QUOTE_domain := -iquote src/domain $(QUOTE_schema)
QUOTE_rooms  := -iquote src/rooms $(QUOTE_domain)
# serve/ reaches rooms only through the command table, so it does not see their headers.
QUOTE_serve  := -iquote src/serve $(QUOTE_domain)
QUOTE_main   := -iquote src/main -iquote src/serve $(QUOTE_rooms)
INC_store    := $(PQ_INC)

SRC  := $(foreach l,$(LAYERS),$(wildcard src/$(l)/*.c))
OBJ  := $(SRC:src/%.c=$(B)/obj/%.o)
GEN  := $(B)/gen/migrations.o $(B)/gen/assets.o
UNIT := $(patsubst test/unit/%.c,$(B)/unit/%,$(wildcard test/unit/*_test.c))

.PHONY: all
all: $(B)/lianfang

$(B)/lianfang: $(OBJ) $(GEN)
	@mkdir -p $(@D)
	$(CC) $(OPT) -o $@ $^ $(LIBS)

define compile_layer
$(B)/obj/$(1)/%.o: src/$(1)/%.c | $(B)/deps.stamp
	@mkdir -p $$(@D)
	$$(CC) $$(STD) $$(OPT) -MMD -MP $$(QUOTE_$(1)) $$(INC_$(1)) -c -o $$@ $$<
endef
$(foreach l,$(LAYERS),$(eval $(call compile_layer,$(l))))

# Migrations and web files travel inside the binary.
$(B)/gen/migrations.S: tools/embed-migrations $(wildcard migrations/*.sql)
	@mkdir -p $(@D)
	tools/embed-migrations $@ $(sort $(wildcard migrations/*.sql))
$(B)/gen/assets.S: tools/embed-assets $(B)/web.stamp
	@mkdir -p $(@D)
	tools/embed-assets $@ $(B)/web
$(B)/gen/%.o: $(B)/gen/%.S
	$(CC) -c -o $@ $<

# Unit tests link everything but main.
$(B)/unit/%: test/unit/%.c $(filter-out $(B)/obj/main/%,$(OBJ)) $(GEN)
	@mkdir -p $(@D)
	$(CC) $(STD) $(OPT) -MMD -MP $(QUOTE_main) -o $@ $(filter %.c %.o,$^) $(LIBS) -lcmocka

-include $(OBJ:.o=.d)
-include $(wildcard $(B)/unit/*.d)
-include mk/*.mk
