# Installing what is missing, running, and saying what there is to run.

PORT ?= 8080
RUN  ?= run

# Looked at again when the list of packages changes.
$(B)/deps.stamp: tools/install-deps
	@mkdir -p $(@D)
	@tools/install-deps
	@touch $@

# The tables of words are taken in with .incbin, which -MMD does not see.
$(B)/gen/assets.o: $(wildcard web/shared/locales/*.json)

# A demo directory is made once; `rm -r run` starts anew.
$(RUN)/.demo: | $(B)/lianfang
	@test ! -e $(RUN)/keys || { echo '$(RUN) is half made: remove it first'; exit 1; }
	$(B)/lianfang demo $(RUN)
	@touch $@

.PHONY: run
run: $(B)/lianfang | $(RUN)/.demo
	$(B)/lianfang serve $(RUN) --port $(PORT)

.PHONY: clean
clean:
	rm -rf build build-san build-tsan build-fuzz

.PHONY: help
help:
	@echo 'make            build $(B)/lianfang'
	@echo 'make run        install what is missing, build, load the demo into ./run, serve it'
	@echo '                (PORT=8080; the demo prints its logins once)'
	@echo 'make test       install what is missing, pass every test on both engines'
	@echo 'make bench      build the load programs; bench/run.sh runs them'
	@echo 'make prints     print the declarations into printed/'
	@echo 'make clean      remove everything that was built'
	@echo 'SAN=1, SAN=thread  with any of them: build with sanitisers'
