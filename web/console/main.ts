// Start of the console.
import { createApp } from 'vue'
import { createPinia } from 'pinia'
import 'element-plus/theme-chalk/base.css'
import './console.css'
import './contrast.css'
import App from './App.vue'
import { router } from './router'
import { i18n, lang, setLang, t } from '../shared/i18n'
import { configure } from '../shared/api'
import { commandOf } from '../shared/schema'
import { applyLook } from '../shared/look'
import { applySize } from '../shared/size'
import { useSession } from './session'

const app = createApp(App)
app.use(createPinia())
app.use(i18n)

const session = useSession()
configure({
	lang: lang(),
	signedOut: () => {
		if (!session.me) return
		session.forget()
		void router.push({ name: 'sign-in', query: { next: router.currentRoute.value.fullPath } })
	},
	aim: (command) => (commandOf(command)?.where === 'reach' ? session.regionFor(command) : undefined),
	unreachable: () => t('The server cannot be reached. Check the network and try again.'),
})
setLang(lang())
applySize()
applyLook()
app.use(router)
app.mount('#app')
