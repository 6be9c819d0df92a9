// Start of the field app: what lies on the phone first, then the screens.
import { createApp } from 'vue'
import { begin } from './core'
import { lang, setLang } from '../shared/says'
import App from './pages/App.vue'
import router from './pages/router'

setLang(lang())
void begin().finally(() => createApp(App).use(router).mount('#app'))
