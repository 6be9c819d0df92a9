/* Calendars; see ical.h.
 *
 * Rule: whatever people typed into a place or a note stays inside its value. */
#include "ical.h"

#include <stdio.h>
#include <time.h>

#define LINE_BYTES 75
#define BEIJING    (8 * MS_PER_HOUR)

/* A line without its end, cut where it must be: what follows begins with a blank. */
static void fold(struct buf *out, const char *line, size_t n)
{
	size_t most = LINE_BYTES;

	while (n > most) {
		size_t cut = most;

		while (cut > 0 && ((unsigned char)line[cut] & 0xC0) == 0x80)
			cut--;
		buf_add(out, line, cut);
		buf_text(out, "\r\n ");
		line += cut;
		n -= cut;
		most = LINE_BYTES - 1;
	}
	buf_add(out, line, n);
	buf_text(out, "\r\n");
}

void ical_text(struct buf *out, const char *name, const char *value)
{
	char line[4096];
	size_t n = (size_t)snprintf(line, sizeof(line), "%s:", name);

	for (const char *p = value; *p && n + 3 < sizeof(line); p++) {
		if (*p == '\r')
			continue;
		if (*p == '\\' || *p == ';' || *p == ',' || *p == '\n')
			line[n++] = '\\';
		line[n++] = *p == '\n' ? 'n' : *p;
	}
	/* What does not fit ends with a whole character. */
	fold(out, line, utf8_valid_bytes(line, n));
}

void ical_begin(struct buf *out, const char *name)
{
	buf_text(out, "BEGIN:VCALENDAR\r\n"
		      "VERSION:2.0\r\n"
		      "PRODID:-//lianfang//duty//EN\r\n"
		      "CALSCALE:GREGORIAN\r\n"
		      "METHOD:PUBLISH\r\n"
		      "REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n"
		      "X-PUBLISHED-TTL:PT15M\r\n");
	ical_text(out, "X-WR-CALNAME", name);
	/* No daylight saving since 1991. */
	buf_text(out, "BEGIN:VTIMEZONE\r\n"
		      "TZID:Asia/Shanghai\r\n"
		      "BEGIN:STANDARD\r\n"
		      "DTSTART:19910915T000000\r\n"
		      "TZOFFSETFROM:+0800\r\n"
		      "TZOFFSETTO:+0800\r\n"
		      "TZNAME:CST\r\n"
		      "END:STANDARD\r\n"
		      "END:VTIMEZONE\r\n");
}

static void write_at(struct buf *out, const char *name, int64_t at, const char *format)
{
	time_t seconds = (time_t)(at / MS_PER_SECOND);
	struct tm parts;
	char text[40];

	gmtime_r(&seconds, &parts);
	strftime(text, sizeof(text), format, &parts);
	buf_print(out, "%s:%s\r\n", name, text);
}

void ical_event(struct buf *out, const struct ical_event *event)
{
	bool is_days = event->until_at - event->from_at >= MS_PER_DAY;

	buf_text(out, "BEGIN:VEVENT\r\n");
	ical_text(out, "UID", event->uid);
	write_at(out, "DTSTAMP", event->changed_at, "%Y%m%dT%H%M%SZ");
	if (is_days) {
		/* The last day is the one before the end: whole days are counted to, not with. */
		write_at(out, "DTSTART;VALUE=DATE", event->from_at + BEIJING, "%Y%m%d");
		write_at(out, "DTEND;VALUE=DATE", event->until_at - 1 + BEIJING + MS_PER_DAY,
			 "%Y%m%d");
	} else {
		write_at(out, "DTSTART;TZID=Asia/Shanghai", event->from_at + BEIJING,
			 "%Y%m%dT%H%M%S");
		write_at(out, "DTEND;TZID=Asia/Shanghai", event->until_at + BEIJING,
			 "%Y%m%dT%H%M%S");
	}
	ical_text(out, "SUMMARY", event->title);
	if (event->place)
		ical_text(out, "LOCATION", event->place);
	if (event->note)
		ical_text(out, "DESCRIPTION", event->note);
	buf_text(out, event->is_tentative ? "STATUS:TENTATIVE\r\n" : "STATUS:CONFIRMED\r\n");
	buf_text(out, "END:VEVENT\r\n");
}

void ical_end(struct buf *out)
{
	buf_text(out, "END:VCALENDAR\r\n");
}
