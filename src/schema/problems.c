/* Problems: number, HTTP status, meaning; see problems.h.
 *
 * Rule: a number is never reused for another meaning. */
#include "problems.h"

#include <stdlib.h>

const struct problem problems[] = {
	/* 40xx: the words of a request. */
	{ 4001, 400, "the body is not JSON, or not a JSON object" },
	{ 4002, 404, "no such command" },
	{ 4003, 400, "an argument the command does not know" },
	{ 4004, 400, "an argument of another kind than declared" },
	{ 4005, 400, "a number out of its range" },
	{ 4006, 400, "not one of the choices" },
	{ 4007, 400, "not a day or an instant" },
	{ 4008, 400, "a needed argument is absent" },
	{ 4009, 400, "a text too short, too long, or with control characters" },
	{ 4010, 400, "not a region code" },
	{ 4011, 400, "not a telephone number" },
	{ 4012, 400, "not an ID number, or its check character is wrong" },
	{ 4013, 400, "an id that is empty, longer than 64 characters, or has control characters" },
	{ 4014, 413, "the request needs more memory than one request may" },
	/* 41xx: rights. */
	{ 4101, 401, "sign in first" },
	{ 4102, 403, "no posting of the caller allows the command" },
	{ 4103, 403, "the region is outside the caller's reach" },
	{ 4104, 400, "the caller holds postings in several regions and named none" },
	{ 4105, 403, "the request lacks the session's CSRF token" },
	{ 4120, 401, "wrong login or password" },
	{ 4121, 429, "too many wrong passwords; wait" },
	{ 4122, 403, "the account is disabled" },
	{ 4123, 400, "the link was used, has expired or never existed" },
	{ 4124, 400, "the password is too short" },
	/* 42xx: envelope and journal. */
	{ 4203, 409, "the id was used before with other content" },
	{ 4204, 404, "no such row in reach" },
	{ 4206, 404, "the argument names a row that does not exist in reach" },
	{ 4207, 409, "a row with this id exists already" },
	/* 43xx: regions. */
	{ 4301, 404, "no such region on that day" },
	{ 4302, 400, "not a code or a kind of a region" },
	{ 4303, 400, "code and level do not belong together" },
	{ 4304, 404, "the region above does not exist" },
	{ 4305, 409, "no number is left below a region" },
	{ 4306, 400, "a day before the region began" },
	{ 4307, 409, "a later name is recorded already" },
	{ 4308, 403, "the level is kept by headquarters and administrators" },
	{ 4309, 409, "a region cannot move there" },
	{ 4310, 409, "there are regions below" },
	{ 4311, 409, "there are households in the region" },
	{ 4313, 409, "the region has this name" },
	{ 4314, 409, "another region carries the code" },
	{ 4315, 400, "regions that cannot become one" },
	{ 4316, 400, "parts of a split that cannot be read" },
	{ 4317, 409, "a household or building in no or two parts" },
	{ 4318, 409, "households are in no part of a split" },
	{ 4319, 409, "no edition is staged" },
	/* 44xx: postings. */
	{ 4401, 404, "no account with that login" },
	{ 4402, 409, "the account is switched off" },
	{ 4403, 403, "the role is handed out further up" },
	{ 4404, 403, "nobody posts himself" },
	{ 4405, 400, "the end comes before the start" },
	{ 4406, 403, "a posting in the past" },
	{ 4407, 409, "the person holds the role there in that time" },
	{ 4408, 409, "the posting has ended" },
	{ 4409, 403, "an end in the past" },
	{ 4410, 400, "a correction without a reason" },
	{ 4411, 404, "no such posting in reach" },
	/* 45xx: accounts, sessions. */
	{ 4501, 409, "the login is taken" },
	{ 4502, 404, "no such account in reach" },
	{ 4503, 404, "no such organisation" },
	{ 4504, 400, "characters that a login cannot have" },
	{ 4505, 409, "the own account" },
	{ 4506, 404, "no such session" },
	{ 4507, 403, "an account with postings outside the caller's reach" },
	/* 46xx: households. */
	{ 4601, 404, "no such household in reach" },
	{ 4602, 404, "no such region today" },
	{ 4603, 409, "households stand in a grid or below it" },
	{ 4604, 409, "the household is registered in another place" },
	{ 4605, 409, "people are registered in the household" },
	{ 4606, 400, "a day that has not come" },
	{ 4607, 400, "an address too wide to look through" },
	{ 4608, 400, "a cursor that no list gave" },
	{ 4609, 409, "a row changed meanwhile in the same fields" },
	/* 47xx: residents. */
	{ 4701, 404, "no such resident in reach" },
	{ 4702, 409, "the person is registered in another household" },
	{ 4703, 409, "the household is demolished" },
	{ 4704, 400, "a day that has not come" },
	{ 4705, 400, "a region too large for one pass" },
	{ 4706, 409, "a row changed meanwhile in the same fields" },
	/* 48xx: sweeps and visits; 488x what a phone carries. */
	{ 4801, 404, "no such sweep" },
	{ 4802, 400, "a list cannot be frozen in the past" },
	{ 4803, 400, "the last day lies before the first, or a year away" },
	{ 4804, 409, "the sweep is not open" },
	{ 4805, 400, "a resident is named in a sweep of persons, and only there" },
	{ 4806, 400, "there is no list for that day" },
	{ 4807, 404, "the door is not on the list" },
	{ 4808, 400, "a refusal needs its reason" },
	{ 4809, 400, "a sweep needs a region" },
	{ 4810, 404, "no record of that door" },
	{ 4811, 409, "nothing is disputed at the door" },
	{ 4812, 400, "hours are counted down to the community" },
	{ 4813, 400, "a region too large for a work list" },
	{ 4814, 400, "the day is not over" },
	{ 4815, 400, "a region too large to draw from" },
	{ 4816, 409, "the same questions are being asked there" },
	{ 4881, 400, "a region too large for a phone" },
	{ 4882, 400, "a region larger than one grid" },
	{ 4883, 409, "a cursor from the future: the server was set back" },
	/* 49xx: HTTP, sheets in and out. */
	{ 4901, 400, "the request breaks the rules of HTTP" },
	{ 4902, 404, "nothing at this address" },
	{ 4903, 405, "the address does not take that method" },
	{ 4904, 411, "the body has no length" },
	{ 4905, 400, "the length of the body is not a number" },
	{ 4906, 413, "the body is too large" },
	{ 4907, 415, "the body is not said to be JSON" },
	{ 4908, 400, "the request takes no body" },
	{ 4950, 404, "no sheet of that kind" },
	{ 4951, 422, "the sheet cannot be read" },
	{ 4952, 422, "the sheet lacks a column, or has one twice" },
	{ 4953, 422, "a cell holds a formula" },
	{ 4954, 404, "no such import" },
	{ 4955, 409, "the import was stopped" },
	{ 4956, 400, "not an edition of the territory" },
	{ 4957, 507, "a sheet cannot be written" },
	{ 4958, 400, "no such form of a sheet" },
	/* 50xx: the machine. */
	{ 5001, 500, "the storage failed" },
	{ 5030, 503, "too much at once; try again in a moment" },
	{ 5031, 507, "the disk is full; nothing was kept" },
	/* 52xx: disinfection. */
	{ 5201, 400, "a treatment on a day that has not come" },
	{ 5202, 400, "an agent without a name" },
	/* 53xx: boundaries. */
	{ 5301, 400, "a boundary that is no Polygon or MultiPolygon" },
	{ 5302, 400, "a position that is no longitude and latitude" },
	{ 5303, 400, "a ring of fewer than four positions" },
	{ 5304, 400, "a ring that is not closed" },
	{ 5305, 400, "a boundary of too many positions" },
	{ 5306, 400, "a ring that encloses nothing" },
	{ 5307, 404, "the region has no boundary" },
	/* 59xx: columns of sheets. */
	{ 5901, 400, "a column given to a field that the sheet does not have" },
	{ 5902, 400, "a mapping of columns that cannot be read" },
	/* 60xx: burden. */
	{ 6001, 400, "a region too large to count each household" },
	/* 535x: phones of the staff. */
	{ 5351, 400, "the code of a phone was used, has expired or never existed" },
	{ 5352, 404, "no such phone in reach, or it has ended" },
	/* 58xx: settings. */
	{ 5801, 400, "a text that is no value of the setting" },
	{ 5802, 403, "a setting for everybody, from who administers a part" },
	/* 61xx: viewing as another account. */
	{ 6101, 403, "the viewed account serves outside the viewer's reach" },
	{ 6102, 403, "a change while viewing as another" },
	{ 6103, 403, "no viewing is open" },
	{ 6104, 409, "the own account" },
	{ 6105, 409, "an account that cannot be viewed" },
	{ 6106, 403, "a read that the viewer's own postings do not allow" },
	{ 0, 0, NULL },
};

int problem_status(int number)
{
	for (const struct problem *p = problems; p->number; p++)
		if (p->number == number)
			return p->status;
	return 500;
}
