// Short notices: done, refused, please confirm.
import { ElMessage, ElMessageBox } from 'element-plus'
import 'element-plus/es/components/message/style/css'
import 'element-plus/es/components/message-box/style/css'
import { Problem } from '../../shared/api'
import { t } from '../../shared/i18n'

export function done(sentence: string): void {
	ElMessage({ type: 'success', message: sentence, duration: 2500 })
}

/** Show why something was refused; anything but a refusal is a fault of ours and goes on. */
export function refused(error: unknown): void {
	if (!(error instanceof Problem)) throw error
	failed(error.message)
}
export function failed(sentence: string): void {
	ElMessage({ type: 'error', message: sentence, duration: 6000, showClose: true })
}

/** Ask before something that cannot be taken back. */
export async function sure(sentence: string, title: string): Promise<boolean> {
	return ElMessageBox.confirm(sentence, title, {
		confirmButtonText: t('Yes, go on'),
		cancelButtonText: t('Cancel'),
		// Whoever double-clicks would open and close it in one go.
		closeOnClickModal: false,
		type: 'warning',
	}).then(
		() => true,
		() => false,
	)
}

/** Copy text; on plain http without the clipboard permission the old way is used. */
export async function copy(text: string): Promise<void> {
	try {
		await navigator.clipboard.writeText(text)
	} catch {
		const area = document.createElement('textarea')
		area.value = text
		area.className = 'lf-sr'
		document.body.append(area)
		area.select()
		document.execCommand('copy')
		area.remove()
	}
	done(t('Copied.'))
}
