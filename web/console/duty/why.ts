// What the rules let through only with a reason: ask for it.
import { ElMessageBox } from 'element-plus'
import 'element-plus/es/components/message-box/style/css'
import { t } from '../../shared/i18n'

/** The reason, or null when it is left. */
export function why(sentence: string, title: string, yes: string): Promise<string | null> {
	return ElMessageBox.prompt(sentence, title, {
		confirmButtonText: yes,
		cancelButtonText: t('Cancel'),
		inputPlaceholder: t('Reason'),
		inputValidator: (text) => Boolean(text?.trim()) || t('Please fill this in.'),
	}).then(({ value }) => value.trim(), () => null)
}
