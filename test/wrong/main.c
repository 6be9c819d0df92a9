/* Registers one wrong room and prints the sentence with which it is refused. */
#include "note.h"

int main(void)
{
	const struct room *rooms[2] = { &wrong_room, &second_room };
	char why[200] = "";

	if (rooms_register(rooms, &second_room ? 2 : 1, why) == 0) {
		puts("accepted");
		return 0;
	}
	puts(why);
	return 1;
}
