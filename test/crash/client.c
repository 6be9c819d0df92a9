/* A plain HTTP/1.1 client; see client.h. */
#include "client.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

void client_init(struct client *client, int port, const char *token)
{
	memset(client, 0, sizeof *client);
	client->fd = -1;
	client->port = port;
	snprintf(client->token, sizeof client->token, "%s", token ? token : "");
}

void client_close(struct client *client)
{
	if (client->fd >= 0)
		close(client->fd);
	client->fd = -1;
}

static int client_connect(struct client *client)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)client->port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1;

	if (client->fd >= 0)
		return 0;
	client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (client->fd < 0)
		return -1;
	setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (connect(client->fd, (struct sockaddr *)&to, sizeof to)) {
		client_close(client);
		return -1;
	}
	return 0;
}

static int send_all(struct client *client, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(client->fd, bytes, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return -1;
		bytes += sent;
		n -= (size_t)sent;
	}
	return 0;
}

/* Bytes of the body announced, -1 when there is no such header. */
static long content_length(const char *head)
{
	const char *found = strcasestr(head, "\r\ncontent-length:");

	return found ? strtol(found + 17, NULL, 10) : -1;
}

/* Walk through a chunked body; with `to` its pieces are taken together there.
 * 0 when its end has come, -1 when more must arrive. */
static int walk_chunks(const char *from, const char *end, char *to)
{
	for (;;) {
		const char *data = memchr(from, '\n', (size_t)(end - from));
		long n = data ? strtol(from, NULL, 16) : -1;

		if (!data || n < 0 || data + 1 + n + 2 > end)
			return -1;
		if (to) {
			memmove(to, data + 1, (size_t)n);
			to += n;
			*to = '\0';
		}
		if (n == 0)
			return 0;
		from = data + 1 + n + 2;
	}
}

/* Whether the whole answer is there; then client->answer is the body only. */
static bool is_whole(struct client *client, size_t n)
{
	char *end = strstr(client->answer, "\r\n\r\n");
	size_t head;
	long body;
	bool is_chunked, is_last;

	if (!end)
		return false;
	head = (size_t)(end - client->answer) + 4;
	body = content_length(client->answer);
	end[2] = '\0'; /* look in the head only */
	is_chunked = strcasestr(client->answer, "\r\ntransfer-encoding: chunked") != NULL;
	is_last = strcasestr(client->answer, "\r\nconnection: close") != NULL;
	end[2] = '\r';
	if (is_chunked ? walk_chunks(client->answer + head, client->answer + n, NULL) != 0
		       : body < 0 || n < head + (size_t)body)
		return false;
	client->status = atoi(client->answer + 9);
	memmove(client->answer, client->answer + head, n - head + 1);
	if (is_chunked)
		walk_chunks(client->answer, client->answer + n - head, client->answer);
	if (!is_chunked)
		client->answer[body] = '\0';
	if (is_last)
		client_close(client);
	return true;
}

/* Read one answer into client->answer (the body only). */
static int read_answer(struct client *client, int ms)
{
	size_t n = 0;

	for (;;) {
		struct pollfd ready = { .fd = client->fd, .events = POLLIN };
		ssize_t got;

		if (n >= sizeof client->answer - 1 || poll(&ready, 1, ms) <= 0)
			return -1;
		got = recv(client->fd, client->answer + n, sizeof client->answer - 1 - n, 0);
		if (got <= 0)
			return -1;
		n += (size_t)got;
		client->answer[n] = '\0';
		if (is_whole(client, n))
			return 0;
	}
}

static int exchange(struct client *client, const char *head, const char *body, int ms)
{
	if (client_connect(client))
		return -1;
	if (send_all(client, head, strlen(head)) || send_all(client, body, strlen(body)) ||
	    read_answer(client, ms)) {
		client_close(client);
		return -1;
	}
	return 0;
}

static void write_head(const struct client *client, const char *command, const char *body,
		       char head[600])
{
	snprintf(head, 600,
		 "POST /api/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n"
		 "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
		 command, client->port, client->token, strlen(body));
}

int client_post(struct client *client, const char *command, const char *body, int ms)
{
	char head[600];

	write_head(client, command, body, head);
	return exchange(client, head, body, ms);
}

void client_cut(struct client *client, const char *command, const char *body, size_t n_bytes)
{
	char head[600];
	size_t n_head, n_body = strlen(body);

	write_head(client, command, body, head);
	n_head = strlen(head) < n_bytes ? strlen(head) : n_bytes;
	n_bytes -= n_head;
	if (client_connect(client) == 0 && send_all(client, head, n_head) == 0)
		send_all(client, body, n_body < n_bytes ? n_body : n_bytes);
	client_close(client);
}

int client_get(struct client *client, const char *path, int ms)
{
	char head[600];

	snprintf(head, sizeof head,
		 "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n\r\n", path,
		 client->port, client->token);
	return exchange(client, head, "", ms);
}

int client_ask_stream(struct client *client, const char *path)
{
	char head[600];

	snprintf(head, sizeof head,
		 "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n\r\n", path,
		 client->port, client->token);
	client_close(client);
	return client_connect(client) || send_all(client, head, strlen(head)) ? -1 : 0;
}

void client_read_stream(struct client *client, char *text, size_t n_text, int ms)
{
	size_t n = 0;

	for (;;) {
		struct pollfd ready = { .fd = client->fd, .events = POLLIN };
		ssize_t got;

		if (n == n_text - 1 || poll(&ready, 1, ms) <= 0)
			break;
		got = recv(client->fd, text + n, n_text - 1 - n, 0);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	text[n] = '\0';
	client->status = n > 12 ? atoi(text + 9) : 0;
}
