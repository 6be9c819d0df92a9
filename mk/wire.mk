# The server on the wire, as test/http/wire.sh runs it.
$(B)/wire: $(B)/test/wire.o $(B)/rest.a
	$(CC) $(OPT) -o $@ $^ $(LIBS)

tests: $(B)/wire
