/* Arguments that decode, for tests that send every command there is. */
#include "play.h"

/* A text that decodes. */
static void filler_text(struct buf *out, const struct field *f)
{
	char x[201];
	int64_t n = f->min < 1 ? 1 : f->min > 200 ? 200 : f->min;

	memset(x, 'x', (size_t)n);
	x[n] = '\0';
	out_text(out, f->secret == SECRET_PHONE       ? "13800138000"
		      : f->secret == SECRET_ID_NUMBER ? "11010519491231002X"
						      : x);
}

/* A value that decodes, whatever it means to the room. */
static void filler_write(struct buf *out, const struct field *f, const char *region)
{
	char day[11];

	day_of(clock_now(), day);
	switch (f->kind) {
	case KIND_INT:
		out_int(out, f->min > 1 ? f->min : 1);
		break;
	case KIND_REAL:
		out_real(out, (double)(f->min > 1 ? f->min : 1));
		break;
	case KIND_FLAG:
		out_flag(out, 1);
		break;
	case KIND_AT:
		out_int(out, clock_now());
		break;
	case KIND_DAY:
		out_text(out, day);
		break;
	case KIND_CHOICE:
		out_text(out, f->choices[0]);
		break;
	case KIND_REGION:
		out_text(out, region);
		break;
	case KIND_JSON:
		out_raw(out, "[]");
		break;
	case KIND_TEXT:
		filler_text(out, f);
		break;
	default:
		out_text(out, "none");
	}
}

const char *args_fill(struct arena *arena, const struct command *command, const struct room *room,
		      const char *region, filler_fn *choose, void *self)
{
	const struct shape *takes = command_takes(room, command);
	struct buf out;

	buf_init(&out, arena, 1 << 16);
	out_object(&out);
	for (int i = 0; i < takes->n; i++) {
		const struct field *f = &takes->fields[i];
		const char *chosen = choose ? choose(self, f) : NULL;

		if (strcmp(f->name, "region") == 0 && f->kind == KIND_REGION) {
			if (region) {
				out_key(&out, f->name);
				out_text(&out, region);
			}
			continue;
		}
		if (!f->need && !chosen)
			continue;
		out_key(&out, f->name);
		if (chosen)
			out_text(&out, chosen);
		else
			filler_write(&out, f, region ? region : "12");
	}
	out_end_object(&out);
	return out.bytes;
}
