# `make bench` builds the programs that measure; bench/run.sh runs them.
BENCH_FLAGS := $(STD) $(OPT) -iquote bench

.PHONY: bench
bench: $(B)/bench/load $(B)/bench/raw_limit $(B)/bench/sync

$(B)/bench/load: bench/load.c bench/load_parts.c bench/load_live.c bench/load.h
	@mkdir -p $(@D)
	$(CC) $(BENCH_FLAGS) -o $@ $(filter %.c,$^)

$(B)/bench/sync: bench/sync.c
	@mkdir -p $(@D)
	$(CC) $(BENCH_FLAGS) -o $@ $< -lz -lpthread

$(B)/bench/raw_limit: bench/raw_limit.c bench/raw_sql.c bench/raw.h
	@mkdir -p $(@D)
	$(CC) $(BENCH_FLAGS) $(PQ_INC) -o $@ $(filter %.c,$^) -lsqlite3 -lpq -lmicrohttpd
