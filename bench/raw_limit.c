/* raw_limit: the bare limits of this machine; see raw.h.
 *
 *   raw_limit sqlite FILE | postgres URL [--doors N] [--batch N] [--seconds S]
 *   raw_limit http PORT [--seconds S]     the HTTP library's hello
 *
 * Rule: FILE and the tables made at URL are its own and are removed at the end. */
#include "raw.h"

#include <getopt.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int64_t raw_now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static void digits(char *to, int n, int64_t number)
{
	for (int i = n - 1; i >= 0; i--) {
		to[i] = (char)('0' + number % 10);
		number /= 10;
	}
}

void raw_region(int64_t household, char out[21])
{
	memcpy(out, "1201", 4);
	digits(out + 4, 8, household / 320);
	digits(out + 12, 8, household / 40);
	out[20] = 0;
}

void raw_visit_make(const struct raw *raw, int64_t i, struct raw_visit *out)
{
	int64_t each = raw->n_doors / raw->workers;
	uint64_t high, low = mix((uint64_t)i * 3 + 1);

	out->household = i % raw->workers * each + i / raw->workers % each;
	out->seq = 1000000 + i;
	out->at = 1580774400000 + i / 20;
	out->body = (int64_t)mix((uint64_t)i);
	/* UUIDv7: the time in front, so that ids append to their index. */
	high = (uint64_t)out->at << 16 | 0x7000 | (low & 0xfff);
	for (int k = 0; k < 8; k++) {
		out->id[k] = (uint8_t)(high >> (56 - 8 * k));
		out->id[8 + k] = (uint8_t)(low >> (56 - 8 * k));
	}
	for (int k = 0; k < 4; k++) {
		uint64_t word = mix((uint64_t)i * 5 + (uint64_t)k);

		memcpy(out->hash + 8 * k, &word, 8);
	}
	raw_region(out->household, out->region);
	snprintf(out->args, sizeof(out->args),
		 "{\"sweep\":\"demo-sweep\",\"household\":\"h%07lld\",\"state\":\"done\","
		 "\"channel\":\"door\",\"device_at\":%lld}",
		 (long long)out->household, (long long)out->at);
}

/* ---- hello ---- */

struct hello {
	size_t n;
};

static enum MHD_Result answer(void *self, struct MHD_Connection *connection, const char *url,
			      const char *method, const char *version, const char *data,
			      size_t *n_data, void **state)
{
	static const char text[] = "{\"id\":\"0190f5a2-0000-7000-8000-000000000000\",\"seq\":1}";
	struct MHD_Response *response;
	struct hello *hello = *state;
	enum MHD_Result result;

	(void)self, (void)url, (void)method, (void)version, (void)data;
	if (!hello) {
		*state = calloc(1, sizeof(*hello));
		return *state ? MHD_YES : MHD_NO;
	}
	if (*n_data) {
		hello->n += *n_data;
		*n_data = 0;
		return MHD_YES;
	}
	response = MHD_create_response_from_buffer(sizeof(text) - 1, (void *)(uintptr_t)text,
						   MHD_RESPMEM_PERSISTENT);
	result = MHD_queue_response(connection, 200, response);
	MHD_destroy_response(response);
	return result;
}

static void done(void *self, struct MHD_Connection *connection, void **state,
		 enum MHD_RequestTerminationCode why)
{
	(void)self, (void)connection, (void)why;
	free(*state);
	*state = NULL;
}

int raw_http(int port, double seconds)
{
	struct MHD_Daemon *daemon =
		MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)port, NULL, NULL, answer,
				 NULL, MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_CONNECTION_LIMIT,
				 4096u, MHD_OPTION_NOTIFY_COMPLETED, done, NULL, MHD_OPTION_END);

	if (!daemon) {
		fprintf(stderr, "raw_limit: port %d cannot be used\n", port);
		return 1;
	}
	printf("listening on http://127.0.0.1:%d\n", port);
	fflush(stdout);
	usleep((useconds_t)(seconds * 1e6));
	MHD_stop_daemon(daemon);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct option names[] = { { "doors", 1, 0, 'd' },
					       { "batch", 1, 0, 'b' },
					       { "seconds", 1, 0, 's' },
					       { "workers", 1, 0, 'w' },
					       { 0, 0, 0, 0 } };
	struct raw raw = { .n_doors = 470000, .batch = 256, .seconds = 10, .workers = 1000 };
	int letter;

	while ((letter = getopt_long(argc, argv, "", names, NULL)) != -1) {
		switch (letter) {
		case 'd':
			raw.n_doors = atoll(optarg);
			break;
		case 'b':
			raw.batch = atoi(optarg);
			break;
		case 's':
			raw.seconds = atof(optarg);
			break;
		case 'w':
			raw.workers = atoi(optarg);
			break;
		default:
			return 2;
		}
	}
	if (optind + 2 != argc || raw.batch < 1 || raw.batch > raw.workers || raw.seconds <= 0 ||
	    raw.seconds > 3600 || raw.workers < 1 || raw.n_doors < raw.workers) {
		fprintf(stderr, "usage: raw_limit sqlite FILE | postgres URL | http PORT "
				"[--doors N] [--batch N] [--seconds S] [--workers N]\n");
		return 2;
	}
	raw.place = argv[optind + 1];
	if (strcmp(argv[optind], "sqlite") == 0)
		return raw_sqlite(&raw);
	if (strcmp(argv[optind], "postgres") == 0)
		return raw_postgres(&raw);
	return raw_http(atoi(raw.place), raw.seconds);
}
