/* Columns of sheets; see sheet_map.h.
 *
 * Rule: a heading means at most one field; what is not understood is left out,
 * never guessed. */
#include "sheet_map.h"

#include <pthread.h>
#include <strings.h>

#include "args.h"
#include "say.h"

static const struct sheet_of sheets[] = {
	{ "region", "region.add", "region.list", NULL, false },
	{ "household", "household.add", "household.list", "id", false },
	{ "resident", "resident.add", "resident.list", "id", false },
	{ "organisation", "organisation.add", "organisation.list", "id", false },
	{ "staff", "account.add", "account.list", NULL, false },
	{ "posting", "posting.add", "posting.list", "id", false },
	{ "cadre", "cadre.add", "cadre.list", "id", false },
	{ "visit", "visit.transcribe", "visit.sheet", NULL, false },
};

/* Headings that sheets in the field really carry, beside label and translation. */
static const char *const usual[][2] = {
	{ "姓名", "name" },
	{ "名字", "name" },
	{ "居民姓名", "name" },
	{ "人员姓名", "name" },
	{ "名称", "name" },
	{ "手机", "phone" },
	{ "手机号", "phone" },
	{ "手机号码", "phone" },
	{ "电话", "phone" },
	{ "电话号码", "phone" },
	{ "联系电话", "phone" },
	{ "联系方式", "phone" },
	{ "本人电话", "phone" },
	{ "身份证", "id_number" },
	{ "身份证号", "id_number" },
	{ "身份证号码", "id_number" },
	{ "公民身份号码", "id_number" },
	{ "证件号码", "id_number" },
	{ "性别", "sex" },
	{ "出生年", "birth_year" },
	{ "出生年份", "birth_year" },
	{ "与户主关系", "relation" },
	{ "关系", "relation" },
	{ "户籍", "hukou" },
	{ "户籍所在", "hukou" },
	{ "居住情况", "residence" },
	{ "居住性质", "residence" },
	{ "户号", "household" },
	{ "户编号", "household" },
	{ "所属户", "household" },
	{ "楼号", "region" },
	{ "楼栋", "region" },
	{ "网格", "region" },
	{ "所在网格", "region" },
	{ "网格编码", "region" },
	{ "网格代码", "region" },
	{ "区域", "region" },
	{ "地区", "region" },
	{ "区域代码", "region" },
	{ "区划代码", "region" },
	{ "辖区", "region" },
	{ "门牌", "door" },
	{ "门牌号", "door" },
	{ "房号", "door" },
	{ "房间号", "door" },
	{ "室号", "door" },
	{ "户室", "door" },
	{ "楼层", "floor" },
	{ "层", "floor" },
	{ "代码", "code" },
	{ "编码", "code" },
	{ "统计用区划代码", "code" },
	{ "上级代码", "parent_code" },
	{ "上级编码", "parent_code" },
	{ "父级代码", "parent_code" },
	{ "级别", "level" },
	{ "层级", "level" },
	{ "类型", "kind" },
	{ "类别", "kind" },
	{ "生效日期", "valid_from" },
	{ "启用日期", "valid_from" },
	{ "账号", "login" },
	{ "账号", "account" },
	{ "登录名", "login" },
	{ "登录名", "account" },
	{ "用户名", "login" },
	{ "用户名", "account" },
	{ "工号", "login" },
	{ "工号", "account" },
	{ "职务", "title" },
	{ "职位", "title" },
	{ "岗位", "title" },
	{ "单位", "organisation" },
	{ "所属单位", "organisation" },
	{ "工作单位", "organisation" },
	{ "角色", "role" },
	{ "人员账号", "account" },
	{ "正副职", "duty" },
	{ "职责", "duty" },
	{ "开始时间", "from_at" },
	{ "任职开始", "from_at" },
	{ "结束时间", "until_at" },
	{ "任职结束", "until_at" },
	{ "任命文件", "order_ref" },
	{ "文号", "order_ref" },
	{ "状态", "state" },
	{ "编号", "id" },
	{ "外部编号", "id" },
	{ "唯一编号", "id" },
	{ "入住日期", "since_day" },
	{ "编号", "household" },
	{ "结果", "state" },
	{ "排查结果", "state" },
	{ "方式", "channel" },
	{ "日期", "day" },
	{ "排查日期", "day" },
	{ "备注", "note" },
	{ "拒访原因", "reason" },
	{ "楼栋名称", "building" },
	{ "派出单位", "organisation" },
	{ "单位名称", "organisation" },
	{ "职务级别", "rank" },
	{ "是否党员", "is_member" },
	{ "居住社区", "residence" },
	{ "居住地社区", "residence" },
	{ "批次", "batch" },
};

/* A room whose rows the engine adds and lists has a sheet under its own name. */
static struct sheet_of drawn[128];
static int n_drawn;

static void draw(void)
{
	int n_rooms;
	const struct room *const *rooms = rooms_all(&n_rooms);

	for (int i = 0; i < n_rooms && n_drawn < (int)COUNT_OF(drawn); i++) {
		struct sheet_of of = { .kind = rooms[i]->name, .key = "id", .is_drawn = true };

		for (int k = 0; k < rooms[i]->n_commands; k++) {
			const struct command *command = &rooms[i]->commands[k];

			if (command->does == DOES_ADD)
				of.add = command->name;
			if (command->does == DOES_LIST)
				of.list = command->name;
		}
		if (of.add && of.list)
			drawn[n_drawn++] = of;
	}
}

const struct sheet_of *sheet_of_kind(const char *kind)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	for (size_t i = 0; i < COUNT_OF(sheets); i++)
		if (strcmp(sheets[i].kind, kind) == 0)
			return &sheets[i];
	pthread_once(&once, draw);
	for (int i = 0; i < n_drawn; i++)
		if (strcmp(drawn[i].kind, kind) == 0)
			return &drawn[i];
	return NULL;
}

const struct shape *sheet_shape(const char *name)
{
	const struct room *room = NULL;
	const struct command *command = command_find(name, &room);

	return command ? args_shape(room, command) : NULL;
}

static bool means(const char *heading, const char *name)
{
	for (size_t i = 0; i < COUNT_OF(usual); i++)
		if (strcmp(usual[i][0], heading) == 0 && strcmp(usual[i][1], name) == 0)
			return true;
	return false;
}

/* "姓名*" and "Name *" mark a needed column. */
static char *clean_heading(struct arena *arena, const char *cell)
{
	char *text = text_trim(arena, cell);
	size_t n = strlen(text);

	while (n && (text[n - 1] == '*' || text[n - 1] == ' '))
		text[--n] = 0;
	return *text == '*' ? text + 1 : text;
}

/* Two sentences may have one translation, so each is asked for its own. */
static bool is_translation(const char *word, const char *sentence)
{
	return strcmp(say("zh-CN", sentence), word) == 0;
}

/* Words that sheets really use for a choice. */
static const char *const usual_words[][2] = {
	{ "户主", "head" },         { "本人", "head" },          { "配偶", "spouse" },
	{ "妻", "spouse" },         { "妻子", "spouse" },        { "夫", "spouse" },
	{ "丈夫", "spouse" },       { "子女", "child" },         { "子", "child" },
	{ "儿子", "child" },        { "女", "child" },           { "女儿", "child" },
	{ "父母", "parent" },       { "父亲", "parent" },        { "母亲", "parent" },
	{ "其他", "other" },        { "其它", "other" },         { "男", "male" },
	{ "男性", "male" },         { "女", "female" },          { "女性", "female" },
	{ "常住", "permanent" },    { "常住人口", "permanent" }, { "流动", "floating" },
	{ "流动人口", "floating" }, { "暂住", "floating" },      { "本地", "here" },
	{ "外地", "elsewhere" },    { "住宅", "home" },          { "商铺", "shop" },
	{ "集体户", "collective" }, { "空置", "vacant" },        { "空户", "vacant" },
	{ "正职", "chief" },        { "负责人", "chief" },       { "副职", "deputy" },
	{ "成员", "member" },       { "已访", "done" },          { "完成", "done" },
	{ "在家", "done" },         { "已登记", "done" },        { "不在家", "absent" },
	{ "无人", "absent" },       { "不在", "absent" },        { "拒绝", "refused" },
	{ "搬走", "moved" },        { "拆除", "demolished" },    { "纸表", "paper" },
	{ "上门", "door" },         { "入户", "door" },
};

static bool word_means(const char *word, const char *choice)
{
	for (size_t i = 0; i < COUNT_OF(usual_words); i++)
		if (strcmp(usual_words[i][0], word) == 0 && strcmp(usual_words[i][1], choice) == 0)
			return true;
	return false;
}

const char *sheet_word(const struct field *field, const char *text)
{
	for (int i = 0; field->kind == KIND_CHOICE && field->choices[i]; i++)
		if (is_translation(text, field->choices[i]) || word_means(text, field->choices[i]))
			return field->choices[i];
	return text;
}

static bool field_fits(const struct field *field, const char *heading)
{
	return strcasecmp(heading, field->name) == 0 || strcasecmp(heading, field->label) == 0 ||
	       is_translation(heading, field->label) || means(heading, field->name);
}

/* The row's own id: "id", "编号", or the kind itself, as lists head that column. */
static bool is_key(const struct sheet_of *of, const char *heading)
{
	const char *source = say_source(heading);

	return of->key && (strcasecmp(heading, of->key) == 0 || means(heading, of->key) ||
			   strcasecmp(heading, of->kind) == 0 ||
			   (source && strcasecmp(source, of->kind) == 0));
}

static struct column match_one(const struct sheet_of *of, const struct shape *shape,
			       const char *heading)
{
	/* The exact name wins over words that several fields could mean. */
	const struct field *field = shape_field(shape, heading);

	if (!field && is_key(of, heading))
		return (struct column){ TO_KEY, NULL };
	for (int i = 0; !field && i < shape->n; i++)
		if (field_fits(&shape->fields[i], heading))
			field = &shape->fields[i];
	if (field)
		return (struct column){ TO_FIELD, field };
	if (strcasecmp(heading, "region") == 0 || means(heading, "region"))
		return (struct column){ TO_REGION, NULL };
	return (struct column){ TO_NOWHERE, NULL };
}

static int blame(struct fault *fault, const char *field, const char *sentence)
{
	fault->number = 4952;
	fault->field = field;
	fault->sentence = say(fault->lang, sentence);
	return -1;
}

const char **sheet_columns(struct arena *arena, const struct cell *cells, int n_cells)
{
	const char **names = arena_alloc(arena, sizeof(*names) * (size_t)(n_cells + 1));
	bool *is_twice = arena_alloc(arena, sizeof(*is_twice) * (size_t)(n_cells + 1));

	for (int i = 0; i < n_cells; i++) {
		names[i] = clean_heading(arena, cells[i].text);
		is_twice[i] = false;
		for (int k = 0; k < i; k++)
			if (strcmp(names[i], names[k]) == 0)
				is_twice[i] = is_twice[k] = true;
	}
	for (int i = 0; i < n_cells; i++)
		if (is_twice[i] || !*names[i])
			names[i] = arena_print(arena, "#%d", i + 1);
	return names;
}

struct column sheet_guess(struct arena *arena, const struct sheet_of *of, const struct shape *shape,
			  const char *heading)
{
	return match_one(of, shape, clean_heading(arena, heading));
}

const char *sheet_goal(const struct sheet_of *of, const struct column *column)
{
	switch (column->to) {
	case TO_FIELD:
		return column->field->name;
	case TO_KEY:
		return of->key;
	case TO_REGION:
		return "region";
	default:
		return NULL;
	}
}

/* Where a person said a column goes; 0, or -1 with 5901. */
static int column_said(const struct sheet_of *of, const struct shape *shape,
		       const struct json *said, struct column *column, struct fault *fault)
{
	const struct field *field = said->kind == JSON_TEXT ? shape_field(shape, said->text) : NULL;

	*column = (struct column){ TO_NOWHERE, NULL };
	if (said->kind == JSON_NULL)
		return 0;
	if (field)
		*column = (struct column){ TO_FIELD, field };
	else if (said->kind == JSON_TEXT && of->key && strcmp(said->text, of->key) == 0)
		column->to = TO_KEY;
	else if (said->kind == JSON_TEXT && strcmp(said->text, "region") == 0)
		column->to = TO_REGION;
	if (column->to != TO_NOWHERE)
		return 0;
	fault->number = 5901;
	fault->field = "map";
	fault->sentence =
		say(fault->lang, "a column is given to a field that this kind of sheet does not "
				 "have: choose again");
	return -1;
}

int sheet_match(struct arena *arena, const struct sheet_of *of, const struct shape *shape,
		const struct cell *cells, int n_cells, struct column *columns, struct fault *fault)
{
	return sheet_match_as(arena, of, shape, cells, n_cells, NULL, columns, fault);
}

int sheet_match_as(struct arena *arena, const struct sheet_of *of, const struct shape *shape,
		   const struct cell *cells, int n_cells, const struct json *map,
		   struct column *columns, struct fault *fault)
{
	const char **names = sheet_columns(arena, cells, n_cells);
	bool has_region = false;

	for (int i = 0; i < n_cells; i++) {
		const struct json *said = map ? json_get(map, names[i]) : NULL;

		if (said && column_said(of, shape, said, &columns[i], fault))
			return -1;
		if (!said)
			columns[i] = match_one(of, shape, clean_heading(arena, cells[i].text));
		has_region |= columns[i].to == TO_REGION;
		for (int k = 0; k < i && columns[i].to != TO_NOWHERE; k++)
			if (columns[k].to == columns[i].to && columns[k].field == columns[i].field)
				return blame(
					fault, columns[i].field ? columns[i].field->name : of->key,
					"two columns of the sheet mean the same: leave one out");
	}
	for (int f = 0; f < shape->n; f++) {
		bool is_there = !shape->fields[f].need;

		for (int i = 0; i < n_cells && !is_there; i++)
			is_there =
				columns[i].to == TO_FIELD && columns[i].field == &shape->fields[f];
		if (!is_there && !(has_region && strcmp(shape->fields[f].name, "region") == 0))
			return blame(fault, shape->fields[f].name,
				     "the sheet lacks a column that is needed: compare it with the "
				     "template");
	}
	return 0;
}

/* Explanations. */

static void explain_choices(struct buf *out, const struct field *field, const char *lang)
{
	buf_text(out, say(lang, "one of"));
	buf_text(out, ": ");
	for (int i = 0; field->choices[i]; i++) {
		if (i)
			buf_text(out, " / ");
		buf_text(out, say(lang, field->choices[i]));
	}
}

static void explain_kind(struct buf *out, const struct field *field, const char *lang)
{
	switch (field->kind) {
	case KIND_TEXT:
		buf_text(out, say(lang, "text"));
		if (field->max > 0)
			buf_print(out, "%s%lld–%lld", say(lang, ", "), (long long)field->min,
				  (long long)field->max);
		break;
	case KIND_INT:
		buf_text(out, say(lang, "whole number"));
		if (field->min < field->max && field->max != INT64_MAX)
			buf_print(out, "%s%lld–%lld", say(lang, ", "), (long long)field->min,
				  (long long)field->max);
		break;
	case KIND_REAL:
		buf_text(out, say(lang, "number"));
		break;
	case KIND_CHOICE:
		explain_choices(out, field, lang);
		break;
	case KIND_FLAG:
		buf_print(out, "%s / %s", say(lang, "yes"), say(lang, "no"));
		break;
	case KIND_DAY:
		buf_text(out, say(lang, "day"));
		buf_print(out, "%s2020-02-01", say(lang, ", "));
		break;
	case KIND_AT:
		buf_text(out, say(lang, "day and time"));
		buf_print(out, "%s2020-02-01T08:00:00+08:00", say(lang, ", "));
		break;
	case KIND_REF:
		buf_text(out, say(lang, "id of a row that exists"));
		break;
	case KIND_REGION:
		buf_text(out, say(lang, "region code"));
		break;
	default:
		buf_text(out, "JSON");
	}
}

const char *sheet_explain(struct arena *arena, const struct field *field, const char *lang,
			  bool is_first)
{
	struct buf out;

	buf_init(&out, arena, 4096);
	if (is_first) {
		buf_text(&out, say(lang, "Explanation"));
		buf_text(&out, ": ");
	}
	if (!field) {
		buf_text(&out, say(lang, "the row's own id, kept when it is sent again"));
		return out.bytes;
	}
	buf_text(&out, say(lang, field->need ? "needed" : "may be empty"));
	buf_text(&out, say(lang, "; "));
	explain_kind(&out, field, lang);
	return out.bytes;
}

bool sheet_is_explanation(const char *first_cell)
{
	static const char *const starts[] = { "说明", "填写说明", "填表说明", "Explanation" };

	while (*first_cell == ' ' || *first_cell == '#')
		first_cell++;
	for (size_t i = 0; i < COUNT_OF(starts); i++)
		if (strncasecmp(first_cell, starts[i], strlen(starts[i])) == 0)
			return true;
	/* As our own sheets begin it. */
	return strncmp(first_cell, say("zh-CN", starts[3]), strlen(say("zh-CN", starts[3]))) == 0;
}
