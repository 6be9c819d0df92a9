# The tests: what make test runs, part by part, and the pieces one may run alone.

# Test programs that link every layer but main.
PLAY_OBJ := $(patsubst test/%.c,$(B)/test/%.o,$(wildcard test/play/*.c))
REST_OBJ := $(filter-out $(B)/obj/main/%,$(OBJ)) $(GEN)
PLAYERS  := scene matrix oracle torture

$(B)/test/%.o: test/%.c | $(B)/deps.stamp
	@mkdir -p $(@D)
	$(CC) $(STD) $(OPT) -MMD -MP $(QUOTE_rooms) -iquote test -c -o $@ $<

$(PLAYERS:%=$(B)/%): $(B)/%: $(B)/test/%.o $(PLAY_OBJ) $(REST_OBJ)
	$(CC) $(OPT) -o $@ $^ $(LIBS)

-include $(wildcard $(B)/test/*.d $(B)/test/play/*.d)
