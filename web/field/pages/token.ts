// The token of the QR that opened this page, until it is used.
import { ref } from 'vue'

export const enrolToken = ref('')
