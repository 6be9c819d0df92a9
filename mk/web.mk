# The web: Vue pages, built and compressed into $(B)/web, from where they are
# embedded into the binary.  npm fetches only what web/package-lock.json names.
WEB_FILES := $(shell find web -name node_modules -prune -o -type f ! -name '*.test.ts' ! -name components.d.ts -print)
# Pages built by themselves, each weighed alone: /field/ and /resident/.
WEB_APPS  := $(patsubst web/%/vite.config.ts,%,$(wildcard web/*/vite.config.ts))
NPM       := npm --prefix web --no-audit --no-fund --loglevel=error

web/node_modules/.package-lock.json: web/package.json web/package-lock.json | $(B)/deps.stamp
	$(NPM) ci
	@touch $@

$(B)/web.stamp: $(WEB_FILES) printed/schema.ts web/node_modules/.package-lock.json
	@mkdir -p $(@D)
	cd web && node_modules/.bin/vite build --logLevel warn --outDir $(abspath $(B)/web) --emptyOutDir
	cd web && for app in $(WEB_APPS); do node_modules/.bin/vite build --logLevel warn \
	    --config $$app/vite.config.ts --outDir $(abspath $(B)/web)/$$app --emptyOutDir || exit 1; done
	cd web && node compress.mjs $(abspath $(B)/web)
	@touch $@

# Types, translations and unit tests of the web.
.PHONY: web-test
web-test: web/node_modules/.package-lock.json
	cd web && node_modules/.bin/vue-tsc --noEmit
	cd web && node check-locales.mjs
	cd web && node_modules/.bin/vitest run
