// Signs beside words: a colour alone says nothing to many people.

export const SIGNS: Record<string, string> = {
	none: '',
	done: '✓',
	vacant: '✓',
	moved: '✓',
	demolished: '✓',
	absent: '○',
	refused: '✕',
	conflict: '!',
}
